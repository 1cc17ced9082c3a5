using System.Text.Json.Serialization;

namespace Restaurant.Actors.Orders;

/// <summary>JSON metadata of the context; the options that it is used with are those of the serializer.</summary>
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(OrderCommand.OpenOrder))]
[JsonSerializable(typeof(OrderCommand.AddItemToOrder))]
[JsonSerializable(typeof(OrderCommand.ChangeItemQuantity))]
[JsonSerializable(typeof(OrderCommand.RemoveItemFromOrder))]
[JsonSerializable(typeof(OrderCommand.PlaceOrder))]
[JsonSerializable(typeof(OrderCommand.CancelOrder))]
[JsonSerializable(typeof(OrderEvent.OrderOpened))]
[JsonSerializable(typeof(OrderEvent.ItemAddedToOrder))]
[JsonSerializable(typeof(OrderEvent.ItemQuantityChanged))]
[JsonSerializable(typeof(OrderEvent.ItemRemovedFromOrder))]
[JsonSerializable(typeof(OrderEvent.OrderPlaced))]
[JsonSerializable(typeof(OrderEvent.OrderCanceled))]
[JsonSerializable(typeof(OrderRefusals.LinesMember))]
[JsonSerializable(typeof(OrderRefusals.TransitionMembers))]
internal sealed partial class OrdersJson : JsonSerializerContext;
