namespace Restaurant.Tests.Model;

/// <summary>What an aggregate is, and how it shows itself in an answer to a command.</summary>
internal abstract record State(Learned Id)
{
    public abstract Shape Shown(int version);
}

internal sealed record MenuItem(
    Learned Id, string Description, decimal Price, string? Category, bool Available, string? UnavailableReason, bool Removed, Learned UpdatedAt) : State(Id)
{
    public bool IsOffered => Available && !Removed;

    public override Shape Shown(int version) => Shown(version, []);

    /// <param name="counters">What only the read side knows.</param>
    public Shape Shown(int version, params (string, object?)[] counters) => new(
    [
        ("id", Id), ("description", Description), ("price", Price), ("currency", "USD"), ("category", Category), ("available", Available),
        ("unavailableReason", UnavailableReason), ("removed", Removed), .. counters, ("version", version), ("updatedAt", UpdatedAt),
    ]);
}

/// <param name="Email">Null once the customer is erased.</param>
internal sealed record Customer(Learned Id, string? Email, bool Verified, Learned? SignedUpAt, IReadOnlyList<Address> Addresses) : State(Id)
{
    public bool IsErased => Email is null;

    public override Shape Shown(int version) => new(
        ("id", Id), ("email", Email), ("verified", Verified), ("signedUpAt", SignedUpAt), ("addresses", Addresses.Select(address => address.Shown)), ("version", version));
}

internal sealed record Address(Learned Id, string NickName, string Location)
{
    public Shape Shown => new(("id", Id), ("nickName", NickName), ("location", Location));
}

internal sealed record Line(Learned Id, string MenuItemId, string Description, int Quantity, decimal Price, int MenuItemVersion)
{
    public decimal SubTotal => Price * Quantity;

    /// <summary>As an order that is placed, canceled or rejected says it.</summary>
    public Shape Placed => new(
        ("orderItemId", Id), ("menuItemId", MenuItemId), ("description", Description), ("quantity", Quantity), ("price", Price), ("subTotal", SubTotal),
        ("menuItemVersion", MenuItemVersion));

    /// <param name="flag">What has become of the menu item, as far as it is shown.</param>
    public Shape Shown(string? flag)
    {
        var shown = new Shape(
            ("id", Id), ("menuItemId", MenuItemId), ("description", Description), ("quantity", Quantity), ("price", Price), ("subTotal", SubTotal));
        return flag is null ? shown : shown.With(("flag", flag));
    }

    /// <summary>As the kitchen needs it.</summary>
    public Shape OnBoard(string? flag)
    {
        var shown = new Shape(("id", Id), ("menuItemId", MenuItemId), ("description", Description), ("quantity", Quantity));
        return flag is null ? shown : shown.With(("flag", flag));
    }
}

internal sealed record Order(Learned Id, Learned Number, string CustomerId, bool CustomerKnown, Learned OpenedAt) : State(Id)
{
    private static readonly string[] Final = ["completed", "canceled", "rejected", "expired"];

    public string Status { get; init; } = "open";

    public IReadOnlyList<Line> Lines { get; init; } = [];

    public Address? Address { get; init; }

    public string? Note { get; init; }

    public string? Courier { get; init; }

    public Learned? PlacedAt { get; init; }

    public Learned? AcceptedAt { get; init; }

    public DateTimeOffset? PromisedAt { get; init; }

    public Learned? PreparingAt { get; init; }

    public Learned? ReadyAt { get; init; }

    public Learned? DispatchedAt { get; init; }

    public Learned? ClosedAt { get; init; }

    public string? CloseReason { get; init; }

    public string Fulfilment => Address is null ? "pickup" : "delivery";

    public decimal Total => Lines.Aggregate(0.00m, (sum, line) => sum + line.SubTotal);

    public bool IsFinal => Final.Contains(Status);

    public override Shape Shown(int version) => Shown(version, _ => null);

    /// <param name="flagOf">What has become of a menu item; only the read side knows it.</param>
    public Shape Shown(int version, Func<string, string?> flagOf) => new(
        ("id", Id), ("number", Number), ("customerId", CustomerId), ("customerKnown", CustomerKnown), ("status", Status), ("placed", PlacedAt is not null),
        ("fulfilment", Fulfilment), ("address", Address?.Shown), ("items", Lines.Select(line => line.Shown(IsFinal ? null : flagOf(line.MenuItemId)))), ("total", Total),
        ("currency", "USD"), ("note", Note), ("courier", Courier), ("openedAt", OpenedAt), ("placedAt", PlacedAt), ("acceptBy", PlacedAt?.Later(OrderRules.AcceptanceTimeout)),
        ("acceptedAt", AcceptedAt), ("promisedAt", PromisedAt is { } promised ? Is(promised) : null), ("preparingAt", PreparingAt), ("readyAt", ReadyAt),
        ("dispatchedAt", DispatchedAt), ("closedAt", ClosedAt), ("closeReason", CloseReason), ("version", version), ("actions", OrderRules.Actions(this)));

    /// <summary>As the kitchen's board shows it.</summary>
    /// <param name="flagOf">What has become of a menu item.</param>
    public Shape OnBoard(int version, Func<string, string?> flagOf) => new(
        ("id", Id), ("number", Number), ("status", Status), ("fulfilment", Fulfilment), ("address", Address?.Shown), ("items", Lines.Select(line => line.OnBoard(flagOf(line.MenuItemId)))),
        ("note", Note), ("courier", Courier), ("placedAt", PlacedAt), ("acceptBy", PlacedAt!.Later(OrderRules.AcceptanceTimeout)), ("acceptedAt", AcceptedAt),
        ("promisedAt", PromisedAt is { } promised ? Is(promised) : null), ("preparingAt", PreparingAt), ("readyAt", ReadyAt), ("dispatchedAt", DispatchedAt), ("version", version),
        ("actions", OrderRules.Actions(this)));

    /// <summary>When it is promised, or until then is to be accepted.</summary>
    public DateTimeOffset DueAt => PromisedAt ?? Learned.TimeOf(PlacedAt!.Text!) + OrderRules.AcceptanceTimeout;

    public static Func<string, bool> Is(DateTimeOffset time) => text => text.EndsWith('Z') && Learned.TimeOf(text) == time;
}
