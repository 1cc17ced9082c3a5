using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Tests.Domain;

public class OpenOrderTests
{
    [Fact]
    public void An_order_is_opened_for_a_known_customer() =>
        SampleOrder.None.When(new OpenOrder("42") { CustomerKnown = true })
            .Accepted(new OrderOpened(SampleOrder.Id, "42", CustomerKnown: true, "USD"));

    [Fact]
    public void An_unknown_customer_gets_no_order() =>
        SampleOrder.None.When(new OpenOrder("42")).Refused("CUSTOMER_NOT_FOUND", "Customer not found.");

    [Fact]
    public void The_envelope_may_open_an_order_for_a_customer_who_is_not_known_yet() =>
        SampleOrder.None.When(new OpenOrder("42") { UnknownCustomerAllowed = true })
            .Accepted(new OrderOpened(SampleOrder.Id, "42", CustomerKnown: false, "USD"));

    [Fact]
    public void The_envelope_tells_a_known_customer_from_an_unknown_one() =>
        SampleOrder.None.When(new OpenOrder("42") { CustomerKnown = true, UnknownCustomerAllowed = true })
            .Accepted(new OrderOpened(SampleOrder.Id, "42", CustomerKnown: true, "USD"));

    [Fact]
    public void Not_even_the_envelope_opens_an_order_for_what_cannot_be_an_id() =>
        SampleOrder.None.When(new OpenOrder("4/2") { UnknownCustomerAllowed = true }).Refused("CUSTOMER_NOT_FOUND", "Customer not found.");

    [Fact]
    public void An_open_order_is_for_pickup_and_empty()
    {
        var order = Assert.IsType<Order>(SampleOrder.Empty.State);

        Assert.Equal(
            new Order(SampleOrder.Id, "42", CustomerKnown: true, "USD", OrderStatus.Open, order.Lines, OpenedAt: Scenario.Start, ChangedAt: Scenario.Start), order);
        Assert.Empty(order.Lines);
        Assert.Equal(SampleOrder.Number, order.Number);
        Assert.Equal(Fulfilment.Pickup, order.Fulfilment);
        Assert.Equal("0.00", Then.Text(order.Total));
    }

    [Fact]
    public void An_order_is_opened_once() =>
        SampleOrder.Empty.When(new OpenOrder("42") { CustomerKnown = true }).Refused(
            "INVALID_TRANSITION",
            "That is not possible while the status of the order is open.",
            """{"status":"open","actions":["addItemToOrder","setDeliveryAddress","choosePickup","setOrderNote","cancelOrder"]}""");
}
