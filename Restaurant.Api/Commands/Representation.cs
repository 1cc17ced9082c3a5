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

    /// <summary>The type of the representation that answers a command.</summary>
    public static Type TypeFor(Type command) =>
        command.IsAssignableTo(typeof(MenuCommand)) ? typeof(MenuItemRepresentation)
        : command.IsAssignableTo(typeof(CustomerCommand)) ? typeof(CustomerRepresentation)
        : command.IsAssignableTo(typeof(OrderCommand)) ? typeof(OrderRepresentation)
        : throw new InvalidOperationException($"{command.Name} is answered by no representation.");

    /// <summary>Whether a command makes a resource.</summary>
    public static bool Makes(Type command) => command.IsAssignableTo(typeof(ICreation)) || command == typeof(CustomerCommand.AddAddress);

    /// <summary>The resource that a command has made, or null when it made none.</summary>
    /// <param name="state">The aggregate as of the event of the command: what is new in it is the last.</param>
    public static string? AddressOf(DomainCommand command, AggregateState state) => (command, state) switch
    {
        (ICreation, MenuItem item) => $"{MenuEndpoints.Path}/{item.Id}",
        (ICreation, Customer customer) => $"{CustomersEndpoints.Path}/{customer.Id}",
        (ICreation, Order order) => $"{OrdersEndpoints.Path}/{order.Id}",
        (CustomerCommand.AddAddress, Customer customer) => $"{CustomersEndpoints.Path}/{customer.Id}/addresses/{customer.Addresses[^1].Id}",
        _ => null,
    };
}
