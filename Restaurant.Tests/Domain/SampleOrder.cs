using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Tests.Domain;

/// <summary>An order of customer 42 at its stages, and what is said to it. Its first line is two pizzas at 10.00, its second a cola at 2.50.</summary>
internal static class SampleOrder
{
    public const string Id = "019aa0b1-c2d3-7e4f-8a5b-6c7d8e9fa0b1";
    public const string Number = "79Z85H";
    public const string CustomerId = "42";

    public static readonly OrderOpened Opened = new(Id, CustomerId, CustomerKnown: true, "USD");

    public static readonly Scenario None = new(OrderDecider.Definition, Id);
    public static readonly Scenario Empty = None.Given(Opened);
    public static readonly Scenario Filled = Empty.Given(Added("line-1", "pizza", 10.00m, 2), Added("line-2", "cola", 2.50m, 1));
    public static readonly Scenario Placed = Filled.After(Place());
    public static readonly Scenario Accepted = Placed.After(Accept());
    public static readonly Scenario Preparing = Accepted.After(new StartPreparation());
    public static readonly Scenario Ready = Preparing.After(new MarkOrderReady());
    public static readonly Scenario Collected = Ready.After(new CompleteOrder());

    public static readonly Scenario Canceled = Filled.After(new CancelOrder("Changed my mind"));
    public static readonly Scenario Rejected = Placed.After(new RejectOrder("Sold out"));
    public static readonly Scenario Expired = Filled.At(Scenario.Start.AddDays(1)).After(new ExpireOrder(), Callers.System);

    /// <summary>The same order on its way to the customer's home.</summary>
    public static readonly Scenario ForDelivery = Filled.After(DeliverTo(Home));
    public static readonly Scenario ReadyForDelivery =
        ForDelivery.After(Place()).After(Accept()).After(new StartPreparation()).After(new MarkOrderReady());
    public static readonly Scenario OutForDelivery = ReadyForDelivery.After(new DispatchOrder("Carla"));
    public static readonly Scenario Delivered = OutForDelivery.After(new CompleteOrder());

    public static DeliveryAddress Home => new("address-1", "Home", new Personal("12 Mill Lane"));

    public static ItemAddedToOrder Added(string line, string menuItem, decimal price, int quantity) => new(
        Id, line, menuItem, $"A {menuItem}", price, "USD", quantity, MenuItemVersion: 3, QuotedAt: Scenario.Start);

    public static MenuItemQuote Quote(string menuItem, decimal price, bool available = true) => new(
        menuItem, Version: 3, $"A {menuItem}", price, "USD", available, QuotedAt: Scenario.Start);

    public static AddItemToOrder Add(string line, MenuItemQuote quote, int quantity) =>
        new(quote.MenuItemId, quantity) { OrderItemId = line, Quote = quote };

    public static SetDeliveryAddress DeliverTo(DeliveryAddress address) => new(address.Id) { Address = address };

    /// <summary>Accepting with a promise for half an hour from now.</summary>
    public static AcceptOrder Accept() => new(Scenario.Start.AddMinutes(30));

    /// <summary>An item that is on no menu.</summary>
    public static AddItemToOrder AddUnknown(string menuItem) => new(menuItem, Quantity: 1) { OrderItemId = "line-9" };

    /// <summary>Placing with the customer known and the menu as it was when the lines were added, unless quotes say otherwise.</summary>
    public static PlaceOrder Place(params MenuItemQuote[] quotes) => new(AcceptPriceChanges: false)
    {
        CustomerKnown = true,
        Quotes = quotes.Length > 0 ? quotes : [Quote("pizza", 10.00m), Quote("cola", 2.50m)],
    };
}
