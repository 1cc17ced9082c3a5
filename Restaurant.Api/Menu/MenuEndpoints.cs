using Restaurant.Api.Commands;
using Restaurant.Api.Http;
using Restaurant.Projections.Menu;
using static Restaurant.Actors.Menu.MenuCommand;

namespace Restaurant.Api.Menu;

internal static class MenuEndpoints
{
    public const string Path = "/menu/items";

    public static void MapMenu(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapReads(Path);
        reads.MapGet("", ListAsync);
        reads.MapGet("{id}", FindAsync);

        var items = routes.MapGroup(Path);
        items.MapCommand<AddMenuItem>(HttpMethods.Post, "");
        items.MapCommand<ModifyMenuItem>(HttpMethods.Put, "{id}");
        items.MapCommand(HttpMethods.Put, "{id}/availability", readers => readers.MenuItemAvailability);
        items.MapCommand<RemoveMenuItem>(HttpMethods.Delete, "{id}");
    }

    private static Task<IResult> ListAsync(HttpContext http, MenuView menu)
    {
        var query = new Query(http.Request.Query);
        var (sort, descending) = query.Sort("sort", MenuSort.Description);
        var wanted = new MenuQuery(
            query.Text("q"), query.Text("category"), query.Flag("available"), sort, descending,
            IncludeRemoved: query.Flag("includeRemoved") ?? false, query.Limit(), query.Cursor());
        return Page.AnswerAsync(http, query.Problem, () => menu.ListAsync(wanted, http.RequestAborted), MenuItemRepresentation.Of);
    }

    private static Task<IResult> FindAsync(string id, HttpContext http, MenuView menu) =>
        Resource.AnswerAsync(http, id, menu.FindAsync, entry => entry.Version, MenuItemRepresentation.Of);
}
