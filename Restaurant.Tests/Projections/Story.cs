using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Customers.CustomerEvent;
using static Restaurant.Actors.Menu.MenuEvent;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Tests.Projections;

/// <summary>Events as they happen in a restaurant.</summary>
internal static class Story
{
    private static readonly DateTimeOffset PlacedAt = new(2026, 11, 25, 12, 30, 0, TimeSpan.Zero);

    public static (string, DomainEvent) MenuItemAdded(string id, string? description = null, decimal price = 10.00m, string? category = null) =>
        (id, new MenuItemAdded(id, description ?? id, price, "USD", category));

    public static (string, DomainEvent) MenuItemModified(string id, string description, decimal price = 10.00m) =>
        (id, new MenuItemModified(id, description, price, "USD", Category: null));

    public static (string, DomainEvent) MenuItemRemoved(string id) => (id, new MenuItemRemoved(id));

    public static (string, DomainEvent) MenuItemMadeUnavailable(string id, string? reason = null) => (id, new MenuItemMadeUnavailable(id, reason));

    public static (string, DomainEvent) MenuItemMadeAvailable(string id) => (id, new MenuItemMadeAvailable(id));

    public static (string, DomainEvent) SignedUp(string id) => (id, new CustomerSignedUp(id, new Personal($"{id}@example.org")));

    public static (string, DomainEvent) AddressAdded(string id, string address) =>
        (id, new AddressAdded(id, address, $"At {address}", new Personal($"1 Main St\n{address}")));

    public static (string, DomainEvent) AddressRemoved(string id, string address) => (id, new AddressRemoved(id, address));

    public static (string, DomainEvent) Verified(string id) => (id, new CustomerVerified(id));

    public static (string, DomainEvent) Erased(string id) => (id, new CustomerErased(id));

    public static (string, DomainEvent) Opened(string id, string customer = "anna") => (id, new OrderOpened(id, customer, CustomerKnown: true, "USD"));

    public static (string, DomainEvent) Added(string id, string line, string menuItem, int quantity = 1, decimal price = 10.00m) =>
        (id, new ItemAddedToOrder(id, line, menuItem, menuItem, price, "USD", quantity, MenuItemVersion: 1, QuotedAt: new DateTimeOffset(2026, 11, 25, 11, 0, 0, TimeSpan.Zero)));

    public static (string, DomainEvent) Placed(string id, params PlacedLine[] lines) => (id, new OrderPlaced(
        "7K2Q9F", "anna", Fulfilment.Pickup, Address: null, lines, lines.Sum(line => line.SubTotal), "USD", Note: null,
        AcceptBy: new DateTimeOffset(2026, 11, 25, 13, 0, 0, TimeSpan.Zero)));

    public static (string, DomainEvent) Canceled(string id, DateTimeOffset? placedAt, params PlacedLine[] lines) => (id, new OrderCanceled(
        "changed my mind", placedAt is null ? OrderStatus.Open : OrderStatus.Placed, "anna", placedAt, lines, lines.Sum(line => line.SubTotal), "USD"));

    public static (string, DomainEvent) Rejected(string id, params PlacedLine[] lines) => (id, new OrderRejected(
        "acceptanceTimeout", "anna", PlacedAt, lines, lines.Sum(line => line.SubTotal), "USD"));

    public static PlacedLine Line(string line, string menuItem, int quantity = 1, decimal price = 10.00m) =>
        new(line, menuItem, menuItem, quantity, price, price * quantity, MenuItemVersion: 1);

    /// <summary>Some orders side by side over a menu of three items, each event following from those before it.</summary>
    public static IEnumerable<(string AggregateId, DomainEvent Happened)> OfManyOrders(int orders, Random random)
    {
        string[] menu = [.. Enumerable.Range(0, 3).Select(_ => Uuid())];
        foreach (var item in menu)
        {
            yield return MenuItemAdded(item);
        }

        var open = new List<Course>();
        var guests = new List<Guest>();
        for (var opened = 0; opened < orders || open.Count > 0;)
        {
            if (opened < orders && (open.Count == 0 || random.Next(4) == 0))
            {
                opened++;
                var customer = Uuid();
                yield return SignedUp(customer);
                guests.Add(new Guest(customer, random));
                open.Add(new Course(Uuid(), menu, random));
                yield return Opened(open[^1].Id, customer);
            }
            else
            {
                var course = open[random.Next(open.Count)];
                yield return (course.Id, course.Next());
                if (course.IsOver)
                {
                    open.Remove(course);
                }
            }

            if (random.Next(10) == 0)
            {
                yield return MenuItemModified(menu[random.Next(menu.Length)], $"Dish {random.Next(100)}", random.Next(1, 5_000) / 100m);
            }

            if (random.Next(10) == 0)
            {
                var item = menu[random.Next(menu.Length)];
                yield return random.Next(2) == 0 ? MenuItemMadeAvailable(item) : MenuItemMadeUnavailable(item, random.Next(2) == 0 ? null : "Out of dough");
            }

            if (random.Next(3) == 0)
            {
                yield return guests[random.Next(guests.Count)].Next();
            }
        }

        yield return MenuItemRemoved(menu[0]);
    }

    private static string Uuid() => Guid.CreateVersion7().ToString();

    /// <summary>One customer, who comes and goes.</summary>
    private sealed class Guest(string id, Random random)
    {
        private readonly List<string> _addresses = [];
        private bool _erased;

        public (string, DomainEvent) Next()
        {
            if (_erased)
            {
                _erased = false;
                return SignedUp(id);
            }

            switch (random.Next(8))
            {
                case 0:
                    _erased = true;
                    _addresses.Clear();
                    return Erased(id);
                case 1:
                    return Verified(id);
                case 2 or 3 when _addresses.Count > 0:
                    var gone = _addresses[random.Next(_addresses.Count)];
                    _addresses.Remove(gone);
                    return AddressRemoved(id, gone);
                default:
                    _addresses.Add(Uuid());
                    return AddressAdded(id, _addresses[^1]);
            }
        }
    }

    /// <summary>One order on its way.</summary>
    private sealed class Course(string id, string[] menu, Random random)
    {
        private readonly List<PlacedLine> _lines = [];
        private OrderStatus _status = OrderStatus.Open;
        private bool _delivery;

        public string Id => id;

        /// <summary>It is closed, or stays as it is.</summary>
        public bool IsOver { get; private set; }

        public DomainEvent Next() => _status switch
        {
            OrderStatus.Open => WhileOpen(),
            OrderStatus.Placed when random.Next(4) == 0 => To(OrderStatus.Rejected, Rejected(id, [.. _lines]).Item2),
            _ when random.Next(6) == 0 => To(OrderStatus.Canceled, Canceled(id, PlacedAt, [.. _lines]).Item2),
            OrderStatus.Placed => To(OrderStatus.Accepted, new OrderAccepted(PlacedAt.AddMinutes(30))),
            OrderStatus.Accepted => To(OrderStatus.Preparing, new OrderPreparationStarted()),
            OrderStatus.Preparing => To(OrderStatus.Ready, new OrderReady()),
            OrderStatus.Ready when _delivery => To(OrderStatus.OutForDelivery, new OrderDispatched(random.Next(2) == 0 ? "Carla" : null)),
            OrderStatus.Ready => To(OrderStatus.Completed, new OrderCompleted(Handover.Collected)),
            OrderStatus.OutForDelivery => To(OrderStatus.Completed, new OrderCompleted(Handover.Delivered)),
            _ => throw new InvalidOperationException($"Nothing happens to an order that is {_status}."),
        };

        private DomainEvent WhileOpen()
        {
            var quantity = random.Next(1, 5);
            var old = _lines.Count == 0 ? null : _lines[random.Next(_lines.Count)];
            switch (old is null ? -1 : random.Next(13))
            {
                case 0:
                    return random.Next(2) == 0 ? To(OrderStatus.Expired, new OrderExpired()) : To(OrderStatus.Canceled, Canceled(id, placedAt: null, [.. _lines]).Item2);
                case 1:
                case 2:
                    return To(OrderStatus.Placed, Placed(id, [.. _lines]).Item2);
                case 3:
                    _lines.Remove(old!);
                    return new ItemRemovedFromOrder(id, old!.OrderItemId, old.MenuItemId, old.Quantity);
                case 4:
                    _lines[_lines.IndexOf(old!)] = old! with { Quantity = quantity, SubTotal = old.Price * quantity };
                    return new ItemQuantityChanged(id, old.OrderItemId, quantity, old.Quantity);
                case 5:
                    _delivery = true;
                    return new DeliveryAddressAddedToOrder(id, $"address-{quantity}", "Home", new Personal($"{quantity} Mill Lane\nback door"));
                case 6:
                    _delivery = false;
                    return new OrderPickupChosen(id);
                case 7:
                    return new OrderNoteSet(id, quantity == 1 ? null : new Personal($"Ring {quantity} times"));
                default:
                    _lines.Add(Line(Uuid(), menu[random.Next(menu.Length)], quantity, price: 2.50m));
                    return Added(id, _lines[^1].OrderItemId, _lines[^1].MenuItemId, quantity, price: 2.50m).Item2;
            }
        }

        // Not every order is brought to its end.
        private DomainEvent To(OrderStatus status, DomainEvent happened)
        {
            (_status, IsOver) = (status, OrderLifecycle.IsFinal(status) || random.Next(8) == 0);
            return happened;
        }
    }
}
