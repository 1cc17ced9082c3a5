using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;
using Restaurant.Api.Customers;
using Restaurant.Api.Http;
using Restaurant.Api.Menu;
using Restaurant.Api.Orders;

namespace Restaurant.Api.Commands;

/// <summary>An aggregate as the answer to a command: its whole representation, without what only the read side knows.</summary>
internal static class Representation
{
    public static IResult Of(AggregateState state, long version, int status = StatusCodes.Status200OK) => state switch
    {
        MenuItem item => new Json<MenuItemRepresentation>(MenuItemRepresentation.Of(item, version), status),
        Customer customer => new Json<CustomerRepresentation>(CustomerRepresentation.Of(customer, version), status),
        Order order => new Json<OrderRepresentation>(OrderRepresentation.Of(order, version), status),
        _ => throw new InvalidOperationException($"{state.GetType().Name} has no representation."),
    };

    /// <summary>Where the aggregate is to be read.</summary>
    public static string AddressOf(AggregateState state) => state switch
    {
        MenuItem item => $"{MenuEndpoints.Path}/{item.Id}",
        Customer customer => $"{CustomersEndpoints.Path}/{customer.Id}",
        Order order => $"{OrdersEndpoints.Path}/{order.Id}",
        _ => throw new InvalidOperationException($"{state.GetType().Name} has no address."),
    };
}
