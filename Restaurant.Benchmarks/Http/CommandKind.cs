namespace Restaurant.Benchmarks.Http;

/// <summary>A command of the contract, and the event that an accepted one makes.</summary>
/// <param name="Event">The event's name, without a version.</param>
internal sealed record CommandKind(string Name, HttpMethod Method, string Event)
{
    public static readonly CommandKind AddMenuItem = new("addMenuItem", HttpMethod.Post, "menuItemAdded");
    public static readonly CommandKind SignUpCustomer = new("signUpCustomer", HttpMethod.Post, "customerSignedUp");
    public static readonly CommandKind AddAddress = new("addAddress", HttpMethod.Post, "addressAdded");

    public static readonly CommandKind OpenOrder = new("openOrder", HttpMethod.Post, "orderOpened");
    public static readonly CommandKind AddItemToOrder = new("addItemToOrder", HttpMethod.Post, "itemAddedToOrder");
    public static readonly CommandKind ChangeItemQuantity = new("changeItemQuantity", HttpMethod.Patch, "itemQuantityChanged");
    public static readonly CommandKind RemoveItemFromOrder = new("removeItemFromOrder", HttpMethod.Delete, "itemRemovedFromOrder");
    public static readonly CommandKind SetDeliveryAddress = new("setDeliveryAddress", HttpMethod.Put, "deliveryAddressAddedToOrder");
    public static readonly CommandKind ChoosePickup = new("choosePickup", HttpMethod.Delete, "orderPickupChosen");
    public static readonly CommandKind SetOrderNote = new("setOrderNote", HttpMethod.Put, "orderNoteSet");
    public static readonly CommandKind PlaceOrder = new("placeOrder", HttpMethod.Post, "orderPlaced");
    public static readonly CommandKind CancelOrder = new("cancelOrder", HttpMethod.Post, "orderCanceled");
    public static readonly CommandKind AcceptOrder = new("acceptOrder", HttpMethod.Post, "orderAccepted");
    public static readonly CommandKind RejectOrder = new("rejectOrder", HttpMethod.Post, "orderRejected");
    public static readonly CommandKind StartPreparation = new("startPreparation", HttpMethod.Post, "orderPreparationStarted");
    public static readonly CommandKind MarkOrderReady = new("markOrderReady", HttpMethod.Post, "orderReady");
    public static readonly CommandKind DispatchOrder = new("dispatchOrder", HttpMethod.Post, "orderDispatched");
    public static readonly CommandKind CompleteOrder = new("completeOrder", HttpMethod.Post, "orderCompleted");

    /// <summary>The steps of an order's life, in which measurements are shown.</summary>
    public static readonly IReadOnlyList<CommandKind> All =
    [
        AddMenuItem, SignUpCustomer, AddAddress,
        OpenOrder, AddItemToOrder, ChangeItemQuantity, RemoveItemFromOrder, SetDeliveryAddress, ChoosePickup, SetOrderNote, PlaceOrder,
        AcceptOrder, RejectOrder, StartPreparation, MarkOrderReady, DispatchOrder, CompleteOrder, CancelOrder,
    ];
}
