using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Actors.Orders.OrderEvent;
using static Restaurant.Tests.Domain.SampleOrder;

namespace Restaurant.Tests.Domain;

public class DeliveryAndNoteTests
{
    [Fact]
    public void An_address_is_copied_into_the_order_which_is_for_delivery_from_then_on()
    {
        Filled.When(DeliverTo(Home)).Accepted(new DeliveryAddressAddedToOrder(Id, Home.Id, "Home", new Personal("12 Mill Lane")));

        var order = Assert.IsType<Order>(ForDelivery.State);
        Assert.Equal((Home, Fulfilment.Delivery), (order.Address, order.Fulfilment));
    }

    [Fact]
    public void An_empty_order_may_have_an_address() => Empty.When(DeliverTo(Home)).Accepted();

    [Fact]
    public void An_address_that_the_customer_does_not_have_is_not_found()
    {
        Filled.When(new SetDeliveryAddress("address-9")).Refused("ADDRESS_NOT_FOUND", "Address not found.");
        Assert.False(Filled.When(new SetDeliveryAddress("address-9")).Refused("ADDRESS_NOT_FOUND").Addressed);
    }

    [Fact]
    public void Another_address_takes_the_place_of_the_first_one()
    {
        var work = new DeliveryAddress("address-2", "Work", new Personal("1 Dock Street"));

        Assert.Equal(work, ((Order)ForDelivery.After(DeliverTo(work)).State!).Address);
    }

    [Fact]
    public void Choosing_pickup_takes_the_address_away()
    {
        ForDelivery.When(new ChoosePickup()).Accepted(new OrderPickupChosen(Id));

        var order = Assert.IsType<Order>(ForDelivery.After(new ChoosePickup()).State);
        Assert.Equal((null, Fulfilment.Pickup), (order.Address, order.Fulfilment));
    }

    [Fact]
    public void Choosing_pickup_for_what_is_picked_up_anyway_still_makes_an_event() =>
        Filled.When(new ChoosePickup()).Accepted(new OrderPickupChosen(Id));

    [Fact]
    public void A_note_is_set_changed_and_cleared()
    {
        Filled.When(new SetOrderNote(new Personal("Ring twice"))).Accepted(new OrderNoteSet(Id, new Personal("Ring twice")));
        var noted = Filled.After(new SetOrderNote(new Personal("Ring twice")));

        Assert.Equal(new Personal("Ring twice"), ((Order)noted.State!).Note);
        Assert.Equal(new Personal("No onions"), ((Order)noted.After(new SetOrderNote(new Personal("No onions"))).State!).Note);
        noted.When(new SetOrderNote(null)).Accepted(new OrderNoteSet(Id, null));
        Assert.Null(((Order)noted.After(new SetOrderNote(null)).State!).Note);
    }

    [Fact]
    public void A_placed_order_bears_the_address_and_the_note()
    {
        var placed = Assert.IsType<OrderPlaced>(ForDelivery.After(new SetOrderNote(new Personal("Ring twice"))).When(Place()).Accepted());

        Assert.Equal((Fulfilment.Delivery, Home, new Personal("Ring twice")), (placed.Fulfilment, placed.Address, placed.Note));
    }

    [Theory]
    [InlineData(CallerKind.Customer)]
    [InlineData(CallerKind.Staff)]
    [InlineData(CallerKind.Manager)]
    public void Customer_staff_and_manager_may_say_where_to_and_leave_a_note(CallerKind kind)
    {
        Filled.When(DeliverTo(Home), Callers.Of(kind)).Accepted();
        Filled.When(new ChoosePickup(), Callers.Of(kind)).Accepted();
        Filled.When(new SetOrderNote(null), Callers.Of(kind)).Accepted();
    }
}
