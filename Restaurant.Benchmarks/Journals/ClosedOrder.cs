using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Benchmarks.Journals;

/// <summary>An order of the past, five events long: opened, two lines, placed, canceled. Nothing will happen to it any more, and no deadline waits for it.</summary>
/// <param name="opened">When it began; the others follow a minute apart.</param>
internal sealed class ClosedOrder(DateTimeOffset opened)
{
    public const int Events = 5;

    private const string Customer = "0199d0a4-0b1f-7d60-9c3c-0b7c5f0e2a12";

    // A menu that has not changed in all the time.
    private static readonly string[] Menu = [.. Enumerable.Range(0, 50).Select(_ => $"{Guid.CreateVersion7()}")];

    private readonly PlacedLine[] _lines = [Line(opened), Line(opened)];

    public string Id { get; } = $"{Guid.CreateVersion7(opened)}";

    /// <param name="version">From 1 to <see cref="Events"/>.</param>
    public StoredEvent Event(int version)
    {
        var at = At(version);
        var command = $"{Guid.CreateVersion7(at)}";
        return new StoredEvent(
            Guid.CreateVersion7(at), Id, version, at, command, "benchmark", command, new Caller(CallerKind.Staff), new CommandHash(0x736f6d6520686173, 0x68206f662061206f), Data(version));
    }

    private static PlacedLine Line(DateTimeOffset opened)
    {
        var dish = Random.Shared.Next(Menu.Length);
        var price = 10m + dish;
        return new PlacedLine($"{Guid.CreateVersion7(opened)}", Menu[dish], $"Pizza number {dish}", Quantity: 2, price, 2 * price, MenuItemVersion: 1);
    }

    private OrderEvent Data(int version) => version switch
    {
        1 => new OrderOpened(Id, Customer, CustomerKnown: true, "USD"),
        2 or 3 => Added(_lines[version - 2]),
        4 => new OrderPlaced(Identifiers.NumberOf(Id), Customer, Fulfilment.Pickup, Address: null, _lines, Total, "USD", Note: null, At(4).AddMinutes(15)),
        _ => new OrderCanceled("changed my mind", OrderStatus.Placed, Customer, At(4), _lines, Total, "USD"),
    };

    private ItemAddedToOrder Added(PlacedLine line) =>
        new(Id, line.OrderItemId, line.MenuItemId, line.Description, line.Price, "USD", line.Quantity, line.MenuItemVersion, opened);

    private decimal Total => _lines.Sum(line => line.SubTotal);

    private DateTimeOffset At(int version) => opened.AddMinutes(version - 1);
}
