using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Actors.Orders.OrderEvent;
using static Restaurant.Tests.Domain.SampleOrder;

namespace Restaurant.Tests.Domain;

/// <summary>From the kitchen to the customer, who collects the order or has it delivered.</summary>
public class HandoverTests
{
    [Fact]
    public void The_kitchen_starts_on_an_accepted_order_and_gets_it_ready()
    {
        Accepted.When(new StartPreparation()).Accepted(new OrderPreparationStarted());
        Preparing.When(new MarkOrderReady()).Accepted(new OrderReady());
    }

    [Fact]
    public void What_is_picked_up_is_completed_from_the_counter_and_never_dispatched()
    {
        Ready.When(new CompleteOrder()).Accepted(new OrderCompleted(Handover.Collected));
        Ready.When(new DispatchOrder("Carla")).Refused("NOT_A_DELIVERY", "The order is for pickup: it is not dispatched.");
    }

    [Fact]
    public void What_is_delivered_is_dispatched_before_it_is_completed()
    {
        ReadyForDelivery.When(new CompleteOrder()).Refused(
            "MUST_BE_DISPATCHED", "The order is to be delivered: it must be dispatched before it is completed.");
        ReadyForDelivery.When(new DispatchOrder("Carla")).Accepted(new OrderDispatched("Carla"));
        ReadyForDelivery.When(new DispatchOrder(null)).Accepted(new OrderDispatched(null));
        OutForDelivery.When(new CompleteOrder()).Accepted(new OrderCompleted(Handover.Delivered));
    }

    [Fact]
    public void Each_step_is_taken_down_with_its_time()
    {
        var start = Scenario.Start;
        var placed = ForDelivery.After(Place());

        var order = placed
            .At(start.AddMinutes(1)).After(Accept())
            .At(start.AddMinutes(2)).After(new StartPreparation())
            .At(start.AddMinutes(3)).After(new MarkOrderReady())
            .At(start.AddMinutes(4)).After(new DispatchOrder("Carla"))
            .At(start.AddMinutes(5)).After(new CompleteOrder());

        Assert.Equal(
            ((Order)placed.State!) with
            {
                Status = OrderStatus.Completed,
                AcceptedAt = start.AddMinutes(1),
                PromisedAt = start.AddMinutes(30),
                PreparingAt = start.AddMinutes(2),
                ReadyAt = start.AddMinutes(3),
                DispatchedAt = start.AddMinutes(4),
                Courier = "Carla",
                ClosedAt = start.AddMinutes(5),
                CloseReason = null,
                ChangedAt = start.AddMinutes(5),
            },
            order.State);
    }

    [Fact]
    public void No_step_is_left_out_and_none_is_taken_twice()
    {
        OrderCommand[] steps = [new StartPreparation(), new MarkOrderReady(), new DispatchOrder(null), new CompleteOrder()];
        foreach (var (order, next) in new[] { (Placed, ""), (Accepted, "StartPreparation"), (Preparing, "MarkOrderReady"), (OutForDelivery, "CompleteOrder"), (Delivered, "") })
        {
            Assert.All(steps.Where(step => step.GetType().Name != next), step => order.When(step).Refused("INVALID_TRANSITION"));
        }
    }
}
