using System.Globalization;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Orders;

/// <summary>What can be asked of an order. Source of names and rules: the contract's table "Orders".</summary>
public abstract record OrderCommand : DomainCommand
{
    private const int LongestReason = 300;

    private OrderCommand()
    {
    }

    [CommandName("openOrder")]
    public sealed record OpenOrder(string CustomerId) : OrderCommand, ICreation
    {
        public string CustomerId { get; } = Identifiers.NormalForm(CustomerId);

        /// <summary>Fact: whether the customer exists.</summary>
        public bool CustomerKnown { get; init; }

        /// <summary>Whether an order may be opened for a customer who is not known yet, as the seed sample's envelope allows.</summary>
        public bool UnknownCustomerAllowed { get; init; }

        public override IReadOnlyList<string?> Fields() => [CustomerId];
    }

    [CommandName("addItemToOrder")]
    public sealed record AddItemToOrder(string MenuItemId, int Quantity) : OrderCommand
    {
        public string MenuItemId { get; } = Identifiers.NormalForm(MenuItemId);

        /// <summary>The new line's id, minted by the sender.</summary>
        public required string OrderItemId { get; init; }

        /// <summary>Fact: what the menu says of the item, or null when it is on no menu.</summary>
        public MenuItemQuote? Quote { get; init; }

        public override IReadOnlyList<string?> Fields() => [MenuItemId, Whole(Quantity)];

        public static Checked<AddItemToOrder> From(string menuItemId, string? quantity, string orderItemId)
        {
            var rules = new FieldRules();
            var whole = CheckQuantity(rules, quantity);
            return rules.Make(() => new AddItemToOrder(menuItemId, whole) { OrderItemId = orderItemId });
        }
    }

    [CommandName("changeItemQuantity")]
    public sealed record ChangeItemQuantity(string OrderItemId, int Quantity) : OrderCommand
    {
        public string OrderItemId { get; } = Identifiers.NormalForm(OrderItemId);

        public override IReadOnlyList<string?> Fields() => [OrderItemId, Whole(Quantity)];

        public static Checked<ChangeItemQuantity> From(string orderItemId, string? quantity)
        {
            var rules = new FieldRules();
            var whole = CheckQuantity(rules, quantity);
            return rules.Make(() => new ChangeItemQuantity(orderItemId, whole));
        }
    }

    [CommandName("removeItemFromOrder")]
    public sealed record RemoveItemFromOrder(string OrderItemId) : OrderCommand
    {
        public string OrderItemId { get; } = Identifiers.NormalForm(OrderItemId);

        public override IReadOnlyList<string?> Fields() => [OrderItemId];
    }

    /// <param name="AcceptPriceChanges">Whether lines whose price has changed are taken at the new price.</param>
    [CommandName("placeOrder")]
    public sealed record PlaceOrder(bool AcceptPriceChanges) : OrderCommand
    {
        /// <summary>Fact: whether the customer exists.</summary>
        public bool CustomerKnown { get; init; }

        /// <summary>Facts: what the menu says of each item that the order holds. An item that is missing here is on no menu.</summary>
        public IReadOnlyList<MenuItemQuote> Quotes { get; init; } = [];

        public override IReadOnlyList<string?> Fields() => [AcceptPriceChanges ? "true" : "false"];
    }

    [CommandName("cancelOrder")]
    public sealed record CancelOrder(string? Reason) : OrderCommand
    {
        public override IReadOnlyList<string?> Fields() => [Reason];

        public static Checked<CancelOrder> From(string? reason)
        {
            var rules = new FieldRules();
            var text = rules.OptionalText("reason", reason, LongestReason);
            return rules.Make(() => new CancelOrder(text));
        }
    }

    private static int CheckQuantity(FieldRules rules, string? quantity) => rules.Whole(
        "quantity", "QUANTITY_INVALID", quantity, 1, "Must add at least one item.", 99, "Must add at most 99 items.");

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the menu says of an item at one moment. An order keeps to it: nothing that happens to the menu later changes a line.</summary>
/// <param name="Version">The menu item's version that was read.</param>
/// <param name="Price">In the scale of <paramref name="Currency"/>.</param>
/// <param name="Available">Neither removed nor unavailable.</param>
/// <param name="QuotedAt">When it was read, UTC.</param>
public sealed record MenuItemQuote(
    string MenuItemId, long Version, string Description, decimal Price, string Currency, bool Available, DateTimeOffset QuotedAt);
