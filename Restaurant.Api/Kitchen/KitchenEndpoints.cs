using Restaurant.Api.Http;
using Restaurant.Projections.Kitchen;

namespace Restaurant.Api.Kitchen;

internal static class KitchenEndpoints
{
    public static void MapKitchen(this IEndpointRouteBuilder routes) =>
        routes.MapReads("/kitchen")
            .MapGet("board", async (HttpContext http, KitchenView kitchen) =>
                new Json<IReadOnlyList<BoardOrderRepresentation>>([.. (await kitchen.BoardAsync(http.RequestAborted)).Select(BoardOrderRepresentation.Of)]))
            .Answers<IReadOnlyList<BoardOrderRepresentation>>(
                new ReadOperation("getKitchenBoard", "All orders from placed to out for delivery, by the time that is promised, or until then by the time to accept."));
}
