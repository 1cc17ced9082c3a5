using System.Globalization;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Orders;

/// <summary>What can be asked of an order. Source of names and rules: the contract's table "Orders".</summary>
public abstract record OrderCommand : DomainCommand
{
    private const int LongestNote = 500;
    private const int LongestReason = 300;
    private const int LongestCourier = 100;

    private OrderCommand()
    {
    }

    [CommandName("openOrder")]
    [RefusedWith("CUSTOMER_NOT_FOUND")]
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
    [RefusedWith("ORDER_NOT_OPEN", "MENU_ITEM_NOT_FOUND", "MENU_ITEM_UNAVAILABLE", "ORDER_TOO_LARGE")]
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
    [RefusedWith("ORDER_NOT_OPEN", "ORDER_ITEM_NOT_FOUND", "ORDER_TOO_LARGE")]
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
    [RefusedWith("ORDER_NOT_OPEN", "ORDER_ITEM_NOT_FOUND", "ORDER_TOO_LARGE")]
    public sealed record RemoveItemFromOrder(string OrderItemId) : OrderCommand
    {
        public string OrderItemId { get; } = Identifiers.NormalForm(OrderItemId);

        public override IReadOnlyList<string?> Fields() => [OrderItemId];
    }

    /// <param name="AddressId">Which of the customer's addresses.</param>
    [CommandName("setDeliveryAddress")]
    [RefusedWith("ORDER_NOT_OPEN", "ADDRESS_NOT_FOUND", "ORDER_TOO_LARGE")]
    public sealed record SetDeliveryAddress(string AddressId) : OrderCommand
    {
        public string AddressId { get; } = Identifiers.NormalForm(AddressId);

        /// <summary>Fact: the customer's address of this id, or null when the customer has none.</summary>
        public DeliveryAddress? Address { get; init; }

        public override IReadOnlyList<string?> Fields() => [AddressId];
    }

    [CommandName("choosePickup")]
    [RefusedWith("ORDER_NOT_OPEN", "ORDER_TOO_LARGE")]
    public sealed record ChoosePickup : OrderCommand
    {
        public override IReadOnlyList<string?> Fields() => [];
    }

    /// <param name="Note">Null clears it.</param>
    [CommandName("setOrderNote")]
    [RefusedWith("ORDER_NOT_OPEN", "ORDER_TOO_LARGE")]
    public sealed record SetOrderNote(Personal? Note) : OrderCommand
    {
        public override IReadOnlyList<string?> Fields() => [Note?.Text];

        public static Checked<SetOrderNote> From(string? note)
        {
            var rules = new FieldRules();
            var text = rules.OptionalText("note", note, LongestNote, lines: true);
            return rules.Make(() => new SetOrderNote(text is null ? null : new Personal(text)));
        }
    }

    /// <param name="AcceptPriceChanges">Whether lines whose price has changed are taken at the new price.</param>
    [CommandName("placeOrder")]
    [RefusedWith("ORDER_NOT_OPEN", "ORDER_EMPTY", "CUSTOMER_NOT_FOUND", "MENU_ITEM_UNAVAILABLE", "PRICE_CHANGED", "ORDER_TOO_LARGE")]
    public sealed record PlaceOrder(bool AcceptPriceChanges) : OrderCommand
    {
        /// <summary>Fact: whether the customer exists.</summary>
        public bool CustomerKnown { get; init; }

        /// <summary>Facts: what the menu says of each item that the order holds. An item that is missing here is on no menu.</summary>
        public IReadOnlyList<MenuItemQuote> Quotes { get; init; } = [];

        public override IReadOnlyList<string?> Fields() => [AcceptPriceChanges ? "true" : "false"];
    }

    [CommandName("cancelOrder")]
    [RefusedWith("REASON_REQUIRED", "CANCEL_TOO_LATE", "INVALID_TRANSITION")]
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

    /// <summary>The time to expire has come; given by the system.</summary>
    [CommandName("expireOrder")]
    [RefusedWith("INVALID_TRANSITION")]
    public sealed record ExpireOrder : OrderCommand
    {
        public override IReadOnlyList<string?> Fields() => [];
    }

    /// <param name="PromisedAt">When the customer can have it.</param>
    [CommandName("acceptOrder")]
    [RefusedWith("PROMISED_TIME_INVALID", "INVALID_TRANSITION")]
    public sealed record AcceptOrder(DateTimeOffset PromisedAt) : OrderCommand
    {
        public DateTimeOffset PromisedAt { get; } = Timestamps.ToMicroseconds(PromisedAt);

        public override IReadOnlyList<string?> Fields() => [Timestamps.Format(PromisedAt)];

        public static Checked<AcceptOrder> From(string? promisedAt)
        {
            var rules = new FieldRules();
            var time = rules.Time(promisedAt, new FieldError(
                "promisedAt", "PROMISED_TIME_INVALID", "The promised time must be given with an offset, such as 2026-11-25T18:00:00Z."));
            return rules.Make(() => new AcceptOrder(time));
        }
    }

    [CommandName("rejectOrder")]
    [RefusedWith("INVALID_TRANSITION")]
    public sealed record RejectOrder(string Reason) : OrderCommand
    {
        public override IReadOnlyList<string?> Fields() => [Reason];

        public static Checked<RejectOrder> From(string? reason)
        {
            var rules = new FieldRules();
            var missing = OrderRefusals.ReasonRequired;
            var text = rules.Text("reason", reason, LongestReason, new FieldError("reason", missing.Code, missing.Detail));
            return rules.Make(() => new RejectOrder(text));
        }
    }

    /// <summary>The time to accept is over; given by the system.</summary>
    [CommandName("timeOutAcceptance")]
    [RefusedWith("INVALID_TRANSITION")]
    public sealed record TimeOutAcceptance : OrderCommand
    {
        public override IReadOnlyList<string?> Fields() => [];
    }

    [CommandName("startPreparation")]
    [RefusedWith("INVALID_TRANSITION")]
    public sealed record StartPreparation : OrderCommand
    {
        public override IReadOnlyList<string?> Fields() => [];
    }

    [CommandName("markOrderReady")]
    [RefusedWith("INVALID_TRANSITION")]
    public sealed record MarkOrderReady : OrderCommand
    {
        public override IReadOnlyList<string?> Fields() => [];
    }

    /// <param name="Courier">Who takes it to the customer, or null.</param>
    [CommandName("dispatchOrder")]
    [RefusedWith("NOT_A_DELIVERY", "INVALID_TRANSITION")]
    public sealed record DispatchOrder(string? Courier) : OrderCommand
    {
        public override IReadOnlyList<string?> Fields() => [Courier];

        public static Checked<DispatchOrder> From(string? courier)
        {
            var rules = new FieldRules();
            var text = rules.OptionalText("courier", courier, LongestCourier);
            return rules.Make(() => new DispatchOrder(text));
        }
    }

    [CommandName("completeOrder")]
    [RefusedWith("MUST_BE_DISPATCHED", "INVALID_TRANSITION")]
    public sealed record CompleteOrder : OrderCommand
    {
        public override IReadOnlyList<string?> Fields() => [];
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
