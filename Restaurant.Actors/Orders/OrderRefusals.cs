using System.Text.Json;
using System.Text.Json.Serialization;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Orders;

/// <summary>Why an order refuses a command. Codes and quoted texts are the contract's.</summary>
public static class OrderRefusals
{
    public static readonly Refusal CustomerNotFound = new("CUSTOMER_NOT_FOUND", "Customer not found.");
    public static readonly Refusal MenuItemNotFound = new("MENU_ITEM_NOT_FOUND", "Menu item not found.");
    public static readonly Refusal ItemNotFound = new("ORDER_ITEM_NOT_FOUND", "The order has no such item.");
    public static readonly Refusal NotOpen = new("ORDER_NOT_OPEN", "Order must be open.");
    public static readonly Refusal Empty = new("ORDER_EMPTY", "An order must have at least one item to be placed.");
    public static readonly Refusal TooManyLines = new("ORDER_TOO_LARGE", $"An order has at most {OrderDecider.MostLines} lines.");
    public static readonly Refusal TotalTooLarge = new("ORDER_TOO_LARGE", $"The total of an order is at most {OrderDecider.LargestTotal}.");
    public static readonly Refusal ChangedTooOften = new("ORDER_TOO_LARGE", "The order was changed too often; open a new one.");
    public static readonly Refusal AddressNotFound = new("ADDRESS_NOT_FOUND", "Address not found.");
    public static readonly Refusal PromisedTimeInvalid = new(
        "PROMISED_TIME_INVALID", $"The promised time must be in the future and at most {OrderDecider.LongestPromise.Days} days ahead.");
    public static readonly Refusal NotADelivery = new("NOT_A_DELIVERY", "The order is for pickup: it is not dispatched.");
    public static readonly Refusal MustBeDispatched = new("MUST_BE_DISPATCHED", "The order is to be delivered: it must be dispatched before it is completed.");
    public static readonly Refusal ReasonRequired = new("REASON_REQUIRED", "A reason must be given.");
    public static readonly Refusal CancelTooLate = new("CANCEL_TOO_LATE", "The kitchen has begun: the customer can no longer cancel the order.");

    public static Refusal MenuItemUnavailable(IEnumerable<RefusedLine> lines) =>
        new("MENU_ITEM_UNAVAILABLE", "The menu does not offer it.", Members(lines));

    public static Refusal PriceChanged(IEnumerable<RefusedLine> lines) => new(
        "PRICE_CHANGED", "Prices have changed since the items were added. Repeat with acceptPriceChanges to take the new ones.", Members(lines));

    public static Refusal InvalidTransition(OrderStatus status, IReadOnlyList<string> actions) => new(
        "INVALID_TRANSITION",
        $"That is not possible while the status of the order is {CamelCase.Name(status)}.",
        JsonSerializer.SerializeToElement(new TransitionMembers(status, actions), Json.TransitionMembers));

    private static JsonElement Members(IEnumerable<RefusedLine> lines) =>
        JsonSerializer.SerializeToElement(new LinesMember([.. lines]), Json.LinesMember);

    private static readonly OrdersJson Json = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });

    /// <param name="OrderItemId">The line, or null when there is none yet.</param>
    /// <param name="OldPrice">Set when the refusal is about prices, like <paramref name="NewPrice"/>.</param>
    public sealed record RefusedLine(string? OrderItemId, string MenuItemId, decimal? OldPrice = null, decimal? NewPrice = null);

    internal sealed record LinesMember(IReadOnlyList<RefusedLine> Lines);

    internal sealed record TransitionMembers(OrderStatus Status, IReadOnlyList<string> Actions);
}
