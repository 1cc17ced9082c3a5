using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Orders;
using Restaurant.Api.Commands;
using Restaurant.Api.Http;
using Restaurant.Projections.Orders;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Api.Orders;

internal static class OrdersEndpoints
{
    public const string Path = "/orders";

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapReads(Path);
        reads.MapGet("", ListAsync).AnswersPage<OrderRepresentation>("listOrders", "Orders, the newest first.", query => Wanted(query));
        reads.MapGet("{id}", FindAsync).AnswersResource<OrderRepresentation>("getOrder", "An order as it is, or as it was after one of its events.", query => AsOf(query));
        reads.MapGet("{id}/history", HistoryAsync).Answers<IReadOnlyList<EventRepresentation>>(
            new ReadOperation("getOrderHistory", "All that has happened to an order, from version 1 on.", FindsOne: true));

        var orders = routes.MapGroup(Path);
        orders.MapCommand<OpenOrder>(HttpMethods.Post, "");
        orders.MapCommand<AddItemToOrder>(HttpMethods.Post, "{id}/items");
        orders.MapCommand<ChangeItemQuantity>(HttpMethods.Patch, "{id}/items/{orderItemId}");
        orders.MapCommand<RemoveItemFromOrder>(HttpMethods.Delete, "{id}/items/{orderItemId}");
        orders.MapCommand<SetDeliveryAddress>(HttpMethods.Put, "{id}/delivery-address");
        orders.MapCommand<ChoosePickup>(HttpMethods.Delete, "{id}/delivery-address");
        orders.MapCommand<SetOrderNote>(HttpMethods.Put, "{id}/note");
        orders.MapCommand<PlaceOrder>(HttpMethods.Post, "{id}/place");
        orders.MapCommand<CancelOrder>(HttpMethods.Post, "{id}/cancel");
        orders.MapCommand<AcceptOrder>(HttpMethods.Post, "{id}/accept");
        orders.MapCommand<RejectOrder>(HttpMethods.Post, "{id}/reject");
        orders.MapCommand<StartPreparation>(HttpMethods.Post, "{id}/prepare");
        orders.MapCommand<MarkOrderReady>(HttpMethods.Post, "{id}/ready");
        orders.MapCommand<DispatchOrder>(HttpMethods.Post, "{id}/dispatch");
        orders.MapCommand<CompleteOrder>(HttpMethods.Post, "{id}/complete");
    }

    private static Task<IResult> ListAsync(HttpContext http, OrdersView orders)
    {
        var query = new Query(http.Request.Query);
        var wanted = Wanted(query);
        return Page.AnswerAsync(http, query.Problem, () => orders.ListAsync(wanted, http.RequestAborted), OrderRepresentation.Of);
    }

    private static OrderQuery Wanted(Query query) => new(
        query.Names<OrderStatus>("status"), query.Id("customerId"), query.Number("number"), query.Time("from"), query.Time("to"), query.Limit(), query.Cursor());

    private static Task<IResult> FindAsync(string id, HttpContext http, OrdersView orders, AggregateHistory history)
    {
        var query = new Query(http.Request.Query);
        var asOf = AsOf(query);
        return query.Problem is { } problem ? Task.FromResult<IResult>(problem)
            : asOf is null ? Resource.AnswerAsync(http, id, orders.FindAsync, entry => entry.Version, OrderRepresentation.Of)
            : Resource.AnswerAsync(
                http, id, (order, cancellation) => history.AsOfAsync(Catalog.Of<Order>(), order, asOf, cancellation), past => past.Event.Version, OrderRepresentation.Of);
    }

    private static AsOf? AsOf(Query query) => query.AsOf("asOf");

    private static async Task<IResult> HistoryAsync(string id, HttpContext http, AggregateHistory history) =>
        Identifiers.Normalize(id) is { } order && await history.EventsAsync(Catalog.Of<Order>(), order, http.RequestAborted) is { Count: > 0 } events
            ? new Json<IReadOnlyList<EventRepresentation>>([.. events.Select(EventRepresentation.Of)])
            : Problem.NotFound;
}
