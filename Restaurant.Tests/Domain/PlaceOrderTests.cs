using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Actors.Orders.OrderEvent;
using static Restaurant.Tests.Domain.SampleOrder;

namespace Restaurant.Tests.Domain;

public class PlaceOrderTests
{
    private static readonly DateTimeOffset WhileQuotesHold = Scenario.Start.AddHours(1);
    private static readonly DateTimeOffset AfterQuotesHold = WhileQuotesHold.AddMicroseconds(1);

    [Fact]
    public void A_placed_order_is_written_down_as_a_whole() =>
        Filled.When(Place()).Accepted(new OrderPlaced(
            Number,
            CustomerId,
            Fulfilment.Pickup,
            Address: null,
            [
                new PlacedLine("line-1", "pizza", "A pizza", 2, Price: 10.00m, SubTotal: 20.00m, MenuItemVersion: 3),
                new PlacedLine("line-2", "cola", "A cola", 1, Price: 2.50m, SubTotal: 2.50m, MenuItemVersion: 3),
            ],
            Total: 22.50m,
            "USD",
            Note: null,
            AcceptBy: Scenario.Start.AddMinutes(15)));

    [Fact]
    public void A_placed_order_knows_since_when_and_until_when_it_may_be_accepted()
    {
        var order = Assert.IsType<Order>(Placed.State);

        Assert.Equal(OrderStatus.Placed, order.Status);
        Assert.Equal(Scenario.Start, order.PlacedAt);
        Assert.Equal(Scenario.Start.AddMinutes(15), order.AcceptBy);
        Assert.Equal(((Order)Filled.State!).Lines, order.Lines);
        Assert.Null(order.ClosedAt);
    }

    [Fact]
    public void An_empty_order_cannot_be_placed() =>
        Empty.When(Place()).Refused("ORDER_EMPTY", "An order must have at least one item to be placed.");

    [Fact]
    public void An_order_that_was_emptied_cannot_be_placed() =>
        Filled.Given(new ItemRemovedFromOrder(Id, "line-1", "pizza", 2), new ItemRemovedFromOrder(Id, "line-2", "cola", 1))
            .When(Place()).Refused("ORDER_EMPTY");

    [Fact]
    public void The_customer_must_be_known() =>
        Filled.When(Place() with { CustomerKnown = false }).Refused("CUSTOMER_NOT_FOUND", "Customer not found.");

    [Fact]
    public void An_order_of_an_unknown_customer_is_placed_once_the_customer_exists()
    {
        var unknown = None.Given(new OrderOpened(Id, CustomerId, CustomerKnown: false, "USD"), Added("line-1", "pizza", 10.00m, 1));
        Assert.False(((Order)unknown.State!).CustomerKnown);

        var placed = unknown.Given(unknown.When(Place()).Accepted());

        Assert.True(((Order)placed.State!).CustomerKnown);
    }

    [Fact]
    public void What_is_no_longer_available_is_listed_line_by_line() =>
        Filled.Given(Added("line-3", "pizza", 12.00m, 1))
            .When(Place(Quote("pizza", 10.00m, available: false), Quote("cola", 2.50m)))
            .Refused(
                "MENU_ITEM_UNAVAILABLE",
                "The menu does not offer it.",
                """{"lines":[{"orderItemId":"line-1","menuItemId":"pizza"},{"orderItemId":"line-3","menuItemId":"pizza"}]}""");

    [Fact]
    public void An_item_that_is_on_no_menu_any_more_is_not_available() =>
        Filled.When(Place(Quote("pizza", 10.00m)))
            .Refused("MENU_ITEM_UNAVAILABLE", "The menu does not offer it.", """{"lines":[{"orderItemId":"line-2","menuItemId":"cola"}]}""");

    [Fact]
    public void A_quote_is_honoured_to_the_last_moment() =>
        AssertPlaced(Filled.At(WhileQuotesHold).When(Place(Quote("pizza", 12.00m), Quote("cola", 3.00m))), "10.00", "2.50", total: "22.50");

    [Fact]
    public void A_quote_that_holds_is_honoured_even_when_price_changes_are_accepted() =>
        AssertPlaced(
            Filled.At(WhileQuotesHold).When(Place(Quote("pizza", 12.00m), Quote("cola", 3.00m)) with { AcceptPriceChanges = true }),
            "10.00", "2.50", total: "22.50");

    [Fact]
    public void An_old_quote_does_no_harm_while_the_price_is_the_same() =>
        AssertPlaced(Filled.At(AfterQuotesHold).When(Place()), "10.00", "2.50", total: "22.50");

    [Fact]
    public void An_old_quote_with_another_price_lists_both_prices() =>
        Filled.At(AfterQuotesHold).When(Place(Quote("pizza", 12.00m), Quote("cola", 2.00m))).Refused(
            "PRICE_CHANGED",
            "Prices have changed since the items were added. Repeat with acceptPriceChanges to take the new ones.",
            """{"lines":[{"orderItemId":"line-1","menuItemId":"pizza","oldPrice":10.00,"newPrice":12.00},"""
                + """{"orderItemId":"line-2","menuItemId":"cola","oldPrice":2.50,"newPrice":2.00}]}""");

    [Fact]
    public void Only_lines_with_another_price_are_listed()
    {
        var refusal = Filled.At(AfterQuotesHold).When(Place(Quote("pizza", 10.00m), Quote("cola", 3.00m))).Refused("PRICE_CHANGED");

        Assert.Equal(
            """{"lines":[{"orderItemId":"line-2","menuItemId":"cola","oldPrice":2.50,"newPrice":3.00}]}""", refusal.Members?.GetRawText());
    }

    [Fact]
    public void Only_lines_whose_quote_is_old_are_listed()
    {
        var fresh = Added("line-3", "pizza", 11.00m, 1) with { QuotedAt = WhileQuotesHold };

        var refusal = Filled.Given(fresh).At(AfterQuotesHold).When(Place(Quote("pizza", 12.00m), Quote("cola", 2.50m))).Refused("PRICE_CHANGED");

        Assert.Equal(
            """{"lines":[{"orderItemId":"line-1","menuItemId":"pizza","oldPrice":10.00,"newPrice":12.00}]}""", refusal.Members?.GetRawText());
    }

    [Fact]
    public void Accepted_price_changes_put_the_new_prices_into_the_placed_order()
    {
        var later = Filled.At(AfterQuotesHold);
        var decision = later.When(Place(Quote("pizza", 12.00m) with { Version = 7 }, Quote("cola", 2.50m) with { Version = 8 }) with { AcceptPriceChanges = true });

        AssertPlaced(decision, "12.00", "2.50", total: "26.50");
        // A line keeps the version of the menu item that its price was read from.
        Assert.Equal([7, 3], ((OrderPlaced)decision.Accepted()).Lines.Select(line => line.MenuItemVersion));
        var order = Assert.IsType<Order>(later.Given(decision.Accepted()).State);
        Assert.Equal([12.00m, 2.50m], order.Lines.Select(line => line.Price));
        Assert.Equal(26.50m, order.Total);
    }

    [Fact]
    public void New_prices_that_lead_beyond_a_million_are_refused_once_they_are_accepted()
    {
        var dear = Empty.Given(Added("line-1", "truffles", 10_000.00m, 99)).At(AfterQuotesHold);
        var place = Place(Quote("truffles", 10_101.02m));

        dear.When(place).Refused("PRICE_CHANGED");
        dear.When(place with { AcceptPriceChanges = true }).Refused("ORDER_TOO_LARGE", "The total of an order is at most 1000000.");
        dear.When(Place(Quote("truffles", 10_101.01m)) with { AcceptPriceChanges = true }).Accepted();
    }

    [Fact]
    public void Placing_asks_for_lines_then_the_customer_then_the_menu_then_prices()
    {
        var nothingIsRight = Place(Quote("pizza", 12.00m, available: false), Quote("cola", 3.00m)) with { CustomerKnown = false };

        Empty.At(AfterQuotesHold).When(nothingIsRight).Refused("ORDER_EMPTY");
        Filled.At(AfterQuotesHold).When(nothingIsRight).Refused("CUSTOMER_NOT_FOUND");
        Filled.At(AfterQuotesHold).When(nothingIsRight with { CustomerKnown = true }).Refused("MENU_ITEM_UNAVAILABLE");
        Filled.At(AfterQuotesHold).When(Place(Quote("pizza", 12.00m), Quote("cola", 3.00m))).Refused("PRICE_CHANGED");
    }

    [Fact]
    public void An_order_is_placed_once_whatever_else_is_wrong()
    {
        Placed.When(Place()).Refused("ORDER_NOT_OPEN", "Order must be open.");
        Canceled.When(Place() with { CustomerKnown = false, Quotes = [] }).Refused("ORDER_NOT_OPEN", "Order must be open.");
    }

    [Theory]
    [InlineData(CallerKind.Customer)]
    [InlineData(CallerKind.Staff)]
    [InlineData(CallerKind.Manager)]
    public void Customer_staff_and_manager_may_place(CallerKind kind) => Filled.When(Place(), Callers.Of(kind)).Accepted();

    private static void AssertPlaced(Decision decision, string first, string second, string total)
    {
        var placed = Assert.IsType<OrderPlaced>(decision.Accepted());
        Assert.Equal([first, second], placed.Lines.Select(line => Then.Text(line.Price)));
        Assert.Equal(total, Then.Text(placed.Total));
    }
}
