using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;

namespace Restaurant.Tests.Domain;

/// <summary>One of each: commands and events of every kind. A test of the closed hierarchies sees to it that none is missing.</summary>
internal static class Samples
{
    /// <summary>Orders get commands that have nothing wrong in themselves.</summary>
    public static readonly IReadOnlyList<DomainCommand> Commands =
    [
        new MenuCommand.AddMenuItem("Pizza", 9.50m, "Mains"),
        new MenuCommand.ModifyMenuItem("Calzone", 11.00m, "Mains"),
        new MenuCommand.MakeMenuItemUnavailable("Out of dough"),
        new MenuCommand.MakeMenuItemAvailable(),
        new MenuCommand.RemoveMenuItem(),
        new CustomerCommand.SignUpCustomer(new Personal("anna@example.org")),
        new CustomerCommand.AddAddress("Home", new Personal("1 Main St")) { AddressId = "home" },
        new CustomerCommand.RemoveAddress("home"),
        new CustomerCommand.VerifyCustomer(),
        new CustomerCommand.EraseCustomer(),
        new OrderCommand.OpenOrder("42") { CustomerKnown = true },
        SampleOrder.Add("line-3", SampleOrder.Quote("pizza", 10.00m), quantity: 1),
        new OrderCommand.ChangeItemQuantity("line-1", 3),
        new OrderCommand.RemoveItemFromOrder("line-1"),
        SampleOrder.DeliverTo(SampleOrder.Home),
        new OrderCommand.ChoosePickup(),
        new OrderCommand.SetOrderNote(new Personal("Ring twice")),
        SampleOrder.Place(),
        new OrderCommand.CancelOrder("Sold out"),
        new OrderCommand.ExpireOrder(),
        SampleOrder.Accept(),
        new OrderCommand.RejectOrder("Sold out"),
        new OrderCommand.TimeOutAcceptance(),
        new OrderCommand.StartPreparation(),
        new OrderCommand.MarkOrderReady(),
        new OrderCommand.DispatchOrder("Carla"),
        new OrderCommand.CompleteOrder(),
    ];

    public static readonly IReadOnlyList<DomainEvent> Events =
    [
        new MenuEvent.MenuItemAdded("pizza", "Pizza", 9.50m, "USD", "Mains"),
        new MenuEvent.MenuItemModified("pizza", "Calzone", 11.00m, "USD", "Mains"),
        new MenuEvent.MenuItemMadeUnavailable("pizza", "Out of dough"),
        new MenuEvent.MenuItemMadeAvailable("pizza"),
        new MenuEvent.MenuItemRemoved("pizza"),
        new CustomerEvent.CustomerSignedUp("anna", new Personal("anna@example.org")),
        new CustomerEvent.AddressAdded("anna", "home", "Home", new Personal("1 Main St")),
        new CustomerEvent.AddressRemoved("anna", "home"),
        new CustomerEvent.CustomerVerified("anna"),
        new CustomerEvent.CustomerErased("anna"),
        SampleOrder.Opened,
        SampleOrder.Added("line-3", "pizza", 10.00m, 1),
        new OrderEvent.ItemQuantityChanged(SampleOrder.Id, "line-1", Quantity: 3, PreviousQuantity: 2),
        new OrderEvent.ItemRemovedFromOrder(SampleOrder.Id, "line-1", "pizza", Quantity: 2),
        SampleOrder.Filled.When(SampleOrder.DeliverTo(SampleOrder.Home)).Accepted(),
        new OrderEvent.OrderPickupChosen(SampleOrder.Id),
        new OrderEvent.OrderNoteSet(SampleOrder.Id, new Personal("Ring twice")),
        SampleOrder.Filled.When(SampleOrder.Place()).Accepted(),
        SampleOrder.Placed.When(new OrderCommand.CancelOrder("Sold out")).Accepted(),
        new OrderEvent.OrderExpired(),
        new OrderEvent.OrderAccepted(Scenario.Start.AddMinutes(30)),
        SampleOrder.Placed.When(new OrderCommand.RejectOrder("Sold out")).Accepted(),
        new OrderEvent.OrderPreparationStarted(),
        new OrderEvent.OrderReady(),
        new OrderEvent.OrderDispatched("Carla"),
        new OrderEvent.OrderCompleted(Handover.Collected),
    ];

    public static DomainCommand Command(Type type) => Commands.Single(command => command.GetType() == type);

    /// <param name="name">As the contract has it, such as <c>placeOrder</c>.</param>
    public static DomainCommand Named(string name) => Commands.Single(command => DomainCommand.NameOf(command.GetType()) == name);

    /// <summary>An aggregate that has had its first event, which is the first one of its hierarchy.</summary>
    public static Scenario Begun(AggregateDefinition aggregate) =>
        new Scenario(aggregate, SampleOrder.Id).Given(Events.Single(happened => happened.GetType() == aggregate.Events[0]));
}
