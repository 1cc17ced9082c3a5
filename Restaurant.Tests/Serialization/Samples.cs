using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Customers.CustomerEvent;
using static Restaurant.Actors.Menu.MenuEvent;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Tests.Serialization;

/// <summary>One event of each kind, with awkward values.</summary>
public static class Samples
{
    private const string Item = "019ab000-0000-7000-8000-000000000001";
    private const string Customer = "3f0c7a51-6d1e-8a4b-9f21-0b8f4f3a6c11";
    private const string Address = "019ab000-0000-7000-8000-000000000005";
    private const string Order = "019ab000-0000-7000-8000-000000000003";
    private const string Line = "019ab000-0000-7000-8000-000000000004";

    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 25, 2, 36, 50, TimeSpan.Zero).AddMicroseconds(123_450);

    private static readonly PlacedLine[] Lines = [new(Line, Item, "Pizza „Napoli“ 🍕", 2, 10.00m, 20.00m, 3)];

    public static IEnumerable<StoredEvent> Events()
    {
        // A golden file bears the place of its event: a list only grows at its end.
        DomainEvent[] first =
        [
            new MenuItemAdded(Item, "Pizza „Napoli“ 🍕", 10.00m, "USD", "Pizza"),
            new MenuItemModified(Item, "Pizza \"Napoli\" <b> & \\", 0.10m, "USD", null),
            new MenuItemRemoved(Item),
            new CustomerSignedUp(Customer, new Personal("anna@exämple.org")),
            new OrderOpened(Order, Customer, CustomerKnown: true, "USD"),
            new ItemAddedToOrder(Order, Line, Item, "Pizza „Napoli“ 🍕", 10.00m, "USD", 2, 3, At),
            new ItemQuantityChanged(Order, Line, 3, 2),
            new ItemRemovedFromOrder(Order, Line, Item, 3),
            new OrderPlaced("7K2Q9F", Customer, Fulfilment.Delivery, new DeliveryAddress("a-1", "Home", new Personal("1 Main St\nback door")), Lines, 20.00m, "USD", new Personal("no onions"), At),
            new OrderCanceled("changed my mind", OrderStatus.Placed, Customer, At, Lines, 20.00m, "USD"),
            new DeliveryAddressAddedToOrder(Order, "a-1", "Home", new Personal("1 Main St\nback door")),
            new OrderPickupChosen(Order),
            new OrderNoteSet(Order, new Personal("Ring „twice“ 🔔\nno onions")),
            new OrderExpired(),
            new OrderAccepted(At),
            new OrderRejected("acceptanceTimeout", Customer, At, Lines, 20.00m, "USD"),
            new OrderPreparationStarted(),
            new OrderReady(),
            new OrderDispatched("Carla"),
            new OrderCompleted(Handover.Delivered),
        ];
        DomainEvent[] ofMenuAndCustomers =
        [
            new MenuItemMadeUnavailable(Item, "Out of „Mozzarella“ until 7 🧀"),
            new MenuItemMadeAvailable(Item),
            new AddressAdded(Customer, Address, "Zuhause 🏠", new Personal("Mühlgasse 12\n\"back door\"")),
            new AddressRemoved(Customer, Address),
            new CustomerVerified(Customer),
            new CustomerErased(Customer),
        ];
        return [.. Stored(first, from: 0), .. Stored(ofMenuAndCustomers, from: 100)];
    }

    private static IEnumerable<StoredEvent> Stored(IEnumerable<DomainEvent> events, int from) => events.Select((data, offset) => Stored(data, place: from + offset));

    private static StoredEvent Stored(DomainEvent data, int place) => new(
        new Guid($"019ab000-0000-7000-8000-{place:x12}"), "019ab000-0000-7000-8000-00000000000a", place + 1, At.AddMicroseconds(place),
        "key-1", "correlation-1", "key-1", new Caller(CallerKind.Customer, "anna"), new CommandHash(0x0011223344556677, 0x8899aabbccddeeff), data);
}
