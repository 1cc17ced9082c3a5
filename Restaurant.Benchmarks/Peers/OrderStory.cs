using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Benchmarks.Peers;

/// <summary>The events that the product stores for an order, for those that store the same.</summary>
internal static class OrderStory
{
    private const string Dish = "0199d0a4-0b1f-7d60-9c3c-0b7c5f0e2a11";
    private const string Customer = "0199d0a4-0b1f-7d60-9c3c-0b7c5f0e2a12";

    private static readonly DateTimeOffset Then = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    public static OrderOpened Opened(Guid order) => new($"{order}", Customer, CustomerKnown: true, "USD");

    public static ItemAddedToOrder Added(Guid order) =>
        new($"{order}", $"{Guid.CreateVersion7()}", Dish, "Pizza number 17", 27m, "USD", Quantity: 2, MenuItemVersion: 1, Then);

    public static OrderPlaced Placed() => new(
        "ABC234",
        Customer,
        Fulfilment.Pickup,
        Address: null,
        [.. Enumerable.Range(0, 3).Select(_ => new PlacedLine($"{Guid.CreateVersion7()}", Dish, "Pizza number 17", Quantity: 2, 27m, SubTotal: 54m, MenuItemVersion: 1))],
        Total: 162m,
        "USD",
        Note: null,
        Then);
}
