using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Actors.Orders.OrderEvent;
using static Restaurant.Tests.Domain.SampleOrder;

namespace Restaurant.Tests.Domain;

public class EditOrderTests
{
    [Fact]
    public void An_added_item_copies_what_the_menu_says() =>
        Empty.When(Add("line-1", Quote("pizza", 10.00m), quantity: 2)).Accepted(new ItemAddedToOrder(
            Id, "line-1", "pizza", "A pizza", 10.00m, "USD", Quantity: 2, MenuItemVersion: 3, QuotedAt: Scenario.Start));

    [Fact]
    public void A_new_line_is_the_last_one()
    {
        var order = Assert.IsType<Order>(Filled.State);

        Assert.Equal(
            [
                new OrderLine("line-1", "pizza", "A pizza", 2, 10.00m, MenuItemVersion: 3, QuotedAt: Scenario.Start),
                new OrderLine("line-2", "cola", "A cola", 1, 2.50m, MenuItemVersion: 3, QuotedAt: Scenario.Start),
            ],
            order.Lines);
        Assert.Equal("22.50", Then.Text(order.Total));
    }

    [Fact]
    public void The_same_item_added_twice_is_two_lines()
    {
        var twice = Filled.Given(Filled.When(Add("line-3", Quote("pizza", 12.00m), quantity: 1)).Accepted());

        var order = Assert.IsType<Order>(twice.State);
        Assert.Equal([("line-1", 10.00m), ("line-3", 12.00m)], order.Lines.Where(line => line.MenuItemId == "pizza").Select(line => (line.OrderItemId, line.Price)));
        Assert.Equal(34.50m, order.Total);
    }

    [Fact]
    public void An_item_on_no_menu_is_not_found() => Empty.When(AddUnknown("pizza")).Refused("MENU_ITEM_NOT_FOUND", "Menu item not found.");

    [Fact]
    public void An_unavailable_item_is_refused_by_its_id() =>
        Empty.When(Add("line-1", Quote("pizza", 10.00m, available: false), quantity: 1)).Refused(
            "MENU_ITEM_UNAVAILABLE", "The menu does not offer it.", """{"lines":[{"menuItemId":"pizza"}]}""");

    [Fact]
    public void An_order_has_room_for_fifty_lines()
    {
        var almostFull = Lines(49);
        var full = almostFull.Given(almostFull.When(Add("line-50", Quote("pizza", 1.00m), 1)).Accepted());

        full.When(Add("line-51", Quote("pizza", 1.00m), 1)).Refused("ORDER_TOO_LARGE", "An order has at most 50 lines.");
    }

    [Fact]
    public void A_full_order_takes_a_line_in_the_place_of_a_removed_one()
    {
        var full = Lines(50);
        var lessOne = full.Given(full.When(new RemoveItemFromOrder("line-7")).Accepted());

        lessOne.When(Add("line-51", Quote("pizza", 1.00m), 1)).Accepted();
    }

    [Fact]
    public void The_total_may_be_a_million_and_not_a_cent_more()
    {
        var almost = Empty.Given(Added("line-1", "truffles", 50_000.00m, 19));

        almost.When(Add("line-2", Quote("truffles", 50_000.00m), 1)).Accepted();
        almost.When(Add("line-2", Quote("truffles", 50_000.01m), 1)).Refused("ORDER_TOO_LARGE", "The total of an order is at most 1000000.");
    }

    [Fact]
    public void Adding_asks_for_the_menu_then_for_the_lines_then_for_the_total()
    {
        var full = Lines(50);

        full.When(AddUnknown("truffles")).Refused("MENU_ITEM_NOT_FOUND");
        full.When(Add("line-51", Quote("truffles", 99_999.99m, available: false), 99)).Refused("MENU_ITEM_UNAVAILABLE");
        Assert.Equal(OrderRefusals.TooManyLines, full.When(Add("line-51", Quote("truffles", 99_999.99m), 99)).Refused("ORDER_TOO_LARGE"));
        Assert.Equal(OrderRefusals.TotalTooLarge, Empty.When(Add("line-1", Quote("truffles", 99_999.99m), 99)).Refused("ORDER_TOO_LARGE"));
    }

    [Fact]
    public void A_quantity_is_changed_and_remembers_the_one_before()
    {
        Filled.When(new ChangeItemQuantity("line-1", 5)).Accepted(new ItemQuantityChanged(Id, "line-1", Quantity: 5, PreviousQuantity: 2));

        var changed = Assert.IsType<Order>(Filled.Given(new ItemQuantityChanged(Id, "line-1", 5, 2)).State);
        Assert.Equal([("line-1", 5), ("line-2", 1)], changed.Lines.Select(line => (line.OrderItemId, line.Quantity)));
        Assert.Equal(52.50m, changed.Total);
    }

    [Fact]
    public void Changing_a_quantity_to_itself_still_makes_an_event() =>
        Filled.When(new ChangeItemQuantity("line-1", 2)).Accepted(new ItemQuantityChanged(Id, "line-1", Quantity: 2, PreviousQuantity: 2));

    [Fact]
    public void The_quantity_of_no_line_cannot_be_changed()
    {
        Empty.When(new ChangeItemQuantity("line-1", 2)).Refused("ORDER_ITEM_NOT_FOUND", "The order has no such item.");
        Filled.When(new ChangeItemQuantity("line-9", 2)).Refused("ORDER_ITEM_NOT_FOUND", "The order has no such item.");
        Filled.When(new ChangeItemQuantity("LINE-1", 2)).Refused("ORDER_ITEM_NOT_FOUND", "The order has no such item.");
    }

    [Fact]
    public void A_line_is_found_by_its_uuid_in_any_case()
    {
        var order = Empty.Given(Added("019aa0b1-c2d3-7e4f-8a5b-6c7d8e9fa0b2", "pizza", 10.00m, 2));

        order.When(new ChangeItemQuantity("019AA0B1-C2D3-7E4F-8A5B-6C7D8E9FA0B2", 1)).Accepted();
        order.When(new RemoveItemFromOrder("019AA0B1-C2D3-7E4F-8A5B-6C7D8E9FA0B2")).Accepted();
    }

    [Fact]
    public void A_larger_quantity_keeps_the_total_within_a_million()
    {
        var order = Empty.Given(Added("line-1", "truffles", 50_000.00m, 1), Added("line-2", "caviar", 25_000.00m, 2));

        order.When(new ChangeItemQuantity("line-1", 19)).Accepted();
        order.When(new ChangeItemQuantity("line-1", 20)).Refused("ORDER_TOO_LARGE", "The total of an order is at most 1000000.");
        order.When(new ChangeItemQuantity("line-9", 99)).Refused("ORDER_ITEM_NOT_FOUND");
    }

    [Fact]
    public void A_line_is_removed_with_what_it_was()
    {
        Filled.When(new RemoveItemFromOrder("line-1")).Accepted(new ItemRemovedFromOrder(Id, "line-1", "pizza", Quantity: 2));

        var removed = Assert.IsType<Order>(Filled.Given(new ItemRemovedFromOrder(Id, "line-1", "pizza", 2)).State);
        Assert.Equal("line-2", Assert.Single(removed.Lines).OrderItemId);
        Assert.Equal(2.50m, removed.Total);
    }

    [Fact]
    public void No_line_cannot_be_removed()
    {
        Empty.When(new RemoveItemFromOrder("line-1")).Refused("ORDER_ITEM_NOT_FOUND", "The order has no such item.");
        Filled.When(new RemoveItemFromOrder("line-9")).Refused("ORDER_ITEM_NOT_FOUND", "The order has no such item.");
    }

    [Fact]
    public void A_line_is_removed_once()
    {
        var removed = Filled.Given(Filled.When(new RemoveItemFromOrder("line-1")).Accepted());

        removed.When(new RemoveItemFromOrder("line-1")).Refused("ORDER_ITEM_NOT_FOUND");
        removed.When(new ChangeItemQuantity("line-1", 1)).Refused("ORDER_ITEM_NOT_FOUND");
    }

    [Fact]
    public void Only_an_open_order_is_edited_whatever_else_is_wrong_with_the_command()
    {
        foreach (var closed in new[] { Placed, Accepted, Preparing, Ready, OutForDelivery, Collected, Canceled, Rejected, Expired })
        {
            closed.When(Add("line-3", Quote("pizza", 10.00m), 1)).Refused("ORDER_NOT_OPEN", "Order must be open.");
            closed.When(AddUnknown("nothing")).Refused("ORDER_NOT_OPEN", "Order must be open.");
            closed.When(Add("line-3", Quote("pizza", 10.00m, available: false), 1)).Refused("ORDER_NOT_OPEN", "Order must be open.");
            closed.When(new ChangeItemQuantity("line-9", 1)).Refused("ORDER_NOT_OPEN", "Order must be open.");
            closed.When(new RemoveItemFromOrder("line-9")).Refused("ORDER_NOT_OPEN", "Order must be open.");
            closed.When(new SetDeliveryAddress("nowhere")).Refused("ORDER_NOT_OPEN", "Order must be open.");
            closed.When(new ChoosePickup()).Refused("ORDER_NOT_OPEN", "Order must be open.");
            closed.When(new SetOrderNote(null)).Refused("ORDER_NOT_OPEN", "Order must be open.");
        }
    }

    [Fact]
    public void From_version_1000_on_an_order_takes_no_more_edits_whatever_else_is_wrong_with_them()
    {
        var last = Filled with { Version = 999 };
        var over = Filled with { Version = 1_000 };

        last.When(Add("line-3", Quote("pizza", 10.00m), 1)).Accepted();
        foreach (var edit in new DomainCommand[]
        {
            Add("line-3", Quote("pizza", 10.00m), 1), AddUnknown("nothing"),
            new ChangeItemQuantity("line-1", 1), new ChangeItemQuantity("line-9", 1),
            new RemoveItemFromOrder("line-1"), new RemoveItemFromOrder("line-9"),
            DeliverTo(Home), new SetDeliveryAddress("nowhere"), new ChoosePickup(), new SetOrderNote(null),
        })
        {
            over.When(edit).Refused("ORDER_TOO_LARGE", "The order was changed too often; open a new one.");
        }
    }

    [Fact]
    public void An_order_that_was_changed_too_often_is_placed_canceled_and_handed_over_all_the_same()
    {
        var changedOften = Enumerable.Range(0, 2_000).Aggregate(Filled, (order, turn) =>
            order.When(new ChangeItemQuantity("line-1", 1 + turn % 2)) is Decision.Accept accept ? order.Happened(accept.Event) : order);

        Assert.Equal(1_000, changedOften.Version);
        Assert.Equal(["placeOrder", "cancelOrder"], OrderLifecycle.Actions((Order)changedOften.State!, changedOften.Version));
        changedOften.When(new CancelOrder(null)).Accepted();
        changedOften.At(Scenario.Start.AddDays(1)).When(new ExpireOrder(), Callers.System).Accepted();
        var placed = changedOften.After(Place());
        placed.When(new CancelOrder("Sold out")).Accepted();
        placed.When(new RejectOrder("Sold out")).Accepted();
        placed.At(Scenario.Start.AddDays(1)).When(new TimeOutAcceptance(), Callers.System).Accepted();
        placed.After(Accept()).After(new StartPreparation()).After(new MarkOrderReady()).When(new CompleteOrder()).Accepted();
    }

    private static Scenario Lines(int count) =>
        Empty.Given(Enumerable.Range(1, count).Select(line => Added($"line-{line}", "pizza", 1.00m, 1)));
}
