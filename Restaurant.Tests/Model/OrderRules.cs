using static Restaurant.Tests.Model.Verdict;

namespace Restaurant.Tests.Model;

/// <summary>The contract's table of what may be done with an order, row by row.</summary>
internal static class OrderRules
{
    public static readonly TimeSpan AcceptanceTimeout = TimeSpan.FromMinutes(15);

    private const decimal Most = 1_000_000m;

    private static readonly IReadOnlyList<string> Staff = ["staff", "manager"];

    private static readonly string[] Edits =
        ["addItemToOrder", "changeItemQuantity", "removeItemFromOrder", "setDeliveryAddress", "choosePickup", "setOrderNote"];

    private static readonly Row[] Table =
    [
        new("addItemToOrder", ["open"], Rule.Anyone, AddItem) { Possible = order => order.Lines.Count < 50 },
        new("changeItemQuantity", ["open"], Rule.Anyone, ChangeQuantity) { Possible = order => order.Lines.Count > 0 },
        new("removeItemFromOrder", ["open"], Rule.Anyone, RemoveItem) { Possible = order => order.Lines.Count > 0 },
        new("setDeliveryAddress", ["open"], Rule.Anyone, SetAddress),
        new("choosePickup", ["open"], Rule.Anyone, ChoosePickup),
        new("setOrderNote", ["open"], Rule.Anyone, SetNote),
        new("placeOrder", ["open"], Rule.Anyone, Place) { Possible = order => order.Lines.Count > 0 },
        new("cancelOrder", ["open"], Rule.Anyone, Cancel),
        new("acceptOrder", ["placed"], Staff, Accept),
        new("rejectOrder", ["placed"], Staff, Reject),
        new("cancelOrder", ["placed", "accepted"], ["customer"], Cancel),
        new("cancelOrder", ["placed", "accepted", "preparing", "ready", "outForDelivery"], Staff, WithReason(Cancel)),
        new("startPreparation", ["accepted"], Staff, (turn, order) => Steps("orderPreparationStarted", order, order with { Status = "preparing", PreparingAt = turn.At })),
        new("markOrderReady", ["preparing"], Staff, (turn, order) => Steps("orderReady", order, order with { Status = "ready", ReadyAt = turn.At })),
        new("dispatchOrder", ["ready"], Staff, Dispatch) { Possible = order => order.Fulfilment == "delivery" },
        new("completeOrder", ["ready"], Staff, Collect) { Possible = order => order.Fulfilment == "pickup" },
        new("completeOrder", ["outForDelivery"], Staff, (turn, order) => Complete(turn, order, "delivered")),
    ];

    public static readonly IReadOnlyList<Rule> All =
    [
        new("openOrder", "order", "POST", "/orders", Rule.Anyone, Open),
        Step("addItemToOrder", "POST", "items"),
        Step("changeItemQuantity", "PATCH", "items/{orderItemId}"),
        Step("removeItemFromOrder", "DELETE", "items/{orderItemId}"),
        Step("setDeliveryAddress", "PUT", "delivery-address"),
        Step("choosePickup", "DELETE", "delivery-address"),
        Step("setOrderNote", "PUT", "note"),
        Step("placeOrder", "POST", "place"),
        Step("cancelOrder", "POST", "cancel"),
        Step("acceptOrder", "POST", "accept"),
        Step("rejectOrder", "POST", "reject"),
        Step("startPreparation", "POST", "prepare"),
        Step("markOrderReady", "POST", "ready"),
        Step("dispatchOrder", "POST", "dispatch"),
        Step("completeOrder", "POST", "complete"),
    ];

    /// <summary>The commands that the order's status and data allow.</summary>
    public static HashSet<string> Actions(Order order) =>
        [.. Table.Where(row => row.From.Contains(order.Status) && row.Possible(order)).Select(row => row.Command)];

    /// <summary>Whether anybody may give it in this status.</summary>
    public static bool IsOf(string status, string command) => Table.Any(row => row.Command == command && row.From.Contains(status));

    /// <summary>Whether it changes what an open order holds.</summary>
    public static bool IsEdit(string command) => Edits.Contains(command);

    private static Rule Step(string command, string method, string path) =>
        new(command, "order", method, $"/orders/{{id}}/{path}", [.. Table.Where(row => row.Command == command).SelectMany(row => row.Who).Distinct()], Decide);

    private static Verdict Decide(Turn turn)
    {
        var (command, order) = (turn.Request.Rule.Command, (Order)turn.State!);
        var rows = Table.Where(row => row.Command == command && row.From.Contains(order.Status)).ToList();
        return rows.Find(row => row.Who.Contains(turn.Request.By.Kind)) is { } row ? row.Decide(turn, order)
            : rows.Count > 0 && command == "cancelOrder" ? new Refused("CANCEL_TOO_LATE")
            : order.Status != "open" && (IsEdit(command) || command == "placeOrder") ? new Refused("ORDER_NOT_OPEN")
            : new Refused("INVALID_TRANSITION", ("status", order.Status), ("actions", Actions(order)));
    }

    private static Verdict Open(Turn turn)
    {
        var customerId = turn.Request.Text("customerId")!;
        var known = turn.World.Customer(customerId) is not null;
        return !known && !(turn.Request.Envelope && World.CanBeId(customerId)) ? new Refused("CUSTOMER_NOT_FOUND")
            : new Happens(
                "orderOpened",
                new Shape(("id", turn.Id), ("customerId", customerId), ("customerKnown", known), ("currency", "USD")),
                new Order(turn.Id, Learned.Number(), customerId, known, turn.At));
    }

    private static Verdict AddItem(Turn turn, Order order)
    {
        var (id, quantity) = (turn.Request.Text("menuItemId")!, turn.Request.Value<int>("quantity"));
        if (turn.World.Item(id) is not { } on || on.State is not MenuItem item)
        {
            return new Refused("MENU_ITEM_NOT_FOUND");
        }

        if (!item.IsOffered)
        {
            return new Refused("MENU_ITEM_UNAVAILABLE", ("lines", new[] { new Shape(("menuItemId", id)) }));
        }

        var line = new Line(Learned.Uuid(), id, item.Description, quantity, item.Price, on.Version);
        return order.Lines.Count >= 50 || order.Total + line.SubTotal > Most ? new Refused("ORDER_TOO_LARGE")
            : new Happens(
                "itemAddedToOrder",
                new Shape(
                    ("orderId", order.Id), ("orderItemId", line.Id), ("menuItemId", id), ("description", line.Description), ("price", line.Price), ("currency", "USD"),
                    ("quantity", quantity), ("menuItemVersion", line.MenuItemVersion), ("quotedAt", Learned.Moment(turn.Request.AskedAt))),
                order with { Lines = [.. order.Lines, line] },
                Made: line.Id);
    }

    private static Verdict ChangeQuantity(Turn turn, Order order)
    {
        var quantity = turn.Request.Value<int>("quantity");
        if (LineOf(turn, order) is not { } line)
        {
            return new Refused("ORDER_ITEM_NOT_FOUND");
        }

        var changed = order with { Lines = [.. order.Lines.Select(other => other == line ? line with { Quantity = quantity } : other)] };
        return changed.Total > Most ? new Refused("ORDER_TOO_LARGE")
            : new Happens(
                "itemQuantityChanged",
                new Shape(("orderId", order.Id), ("orderItemId", line.Id), ("quantity", quantity), ("previousQuantity", line.Quantity)),
                changed);
    }

    private static Verdict RemoveItem(Turn turn, Order order) =>
        LineOf(turn, order) is not { } line ? new Refused("ORDER_ITEM_NOT_FOUND")
            : new Happens(
                "itemRemovedFromOrder",
                new Shape(("orderId", order.Id), ("orderItemId", line.Id), ("menuItemId", line.MenuItemId), ("quantity", line.Quantity)),
                order with { Lines = [.. order.Lines.Where(other => other != line)] });

    private static Verdict SetAddress(Turn turn, Order order) =>
        turn.World.Customer(order.CustomerId)?.Addresses.FirstOrDefault(address => address.Id.Text == turn.Request.Text("addressId")) is not { } address
            ? new Refused("ADDRESS_NOT_FOUND")
            : new Happens(
                "deliveryAddressAddedToOrder",
                new Shape(("orderId", order.Id), ("addressId", address.Id), ("nickName", address.NickName), ("location", address.Location)),
                order with { Address = address });

    private static Happens ChoosePickup(Turn turn, Order order) =>
        new("orderPickupChosen", new Shape(("orderId", order.Id)), order with { Address = null });

    private static Happens SetNote(Turn turn, Order order) =>
        new("orderNoteSet", new Shape(("orderId", order.Id), ("note", turn.Request["note"])), order with { Note = turn.Request.Text("note") });

    private static Verdict Place(Turn turn, Order order)
    {
        if (order.Lines.Count == 0)
        {
            return new Refused("ORDER_EMPTY");
        }

        if (turn.World.Customer(order.CustomerId) is null)
        {
            return new Refused("CUSTOMER_NOT_FOUND");
        }

        var gone = order.Lines.Where(line => turn.World.Item(line.MenuItemId)?.State is not MenuItem { IsOffered: true }).ToList();
        if (gone.Count > 0)
        {
            return new Refused("MENU_ITEM_UNAVAILABLE", ("lines", gone.Select(line => new Shape(("orderItemId", line.Id), ("menuItemId", line.MenuItemId)))));
        }

        var now = order with { Lines = [.. order.Lines.Select(line => AtPresentPrice(turn, line))] };
        var changed = order.Lines.Zip(now.Lines, (before, after) => (Before: before, After: after)).Where(line => line.Before.Price != line.After.Price).ToList();
        if (changed.Count > 0 && !turn.Request.Value<bool>("acceptPriceChanges"))
        {
            return new Refused("PRICE_CHANGED", ("lines", changed.Select(line => new Shape(
                ("orderItemId", line.Before.Id), ("menuItemId", line.Before.MenuItemId), ("oldPrice", line.Before.Price), ("newPrice", line.After.Price)))));
        }

        return now.Total > Most ? new Refused("ORDER_TOO_LARGE")
            : new Happens(
                "orderPlaced",
                new Shape(
                    ("number", order.Number), ("customerId", order.CustomerId), ("fulfilment", order.Fulfilment), ("address", order.Address?.Shown),
                    ("lines", now.Lines.Select(line => line.Placed)), ("total", now.Total), ("currency", "USD"), ("note", order.Note), ("acceptBy", turn.At.Later(AcceptanceTimeout))),
                now with { Status = "placed", CustomerKnown = true, PlacedAt = turn.At });
    }

    // A run of the model has quotes that are honoured all the time, or not at all.
    private static Line AtPresentPrice(Turn turn, Line line) =>
        turn.World.Item(line.MenuItemId) is { State: MenuItem item } on && !turn.World.QuotesAreHonoured && item.Price != line.Price
            ? line with { Price = item.Price, MenuItemVersion = on.Version }
            : line;

    private static Happens Cancel(Turn turn, Order order) => new(
        "orderCanceled",
        new Shape([("reason", turn.Request["reason"]), ("previousStatus", order.Status), .. Closed(order)]),
        order with { Status = "canceled", ClosedAt = turn.At, CloseReason = turn.Request.Text("reason") });

    private static Func<Turn, Order, Verdict> WithReason(Func<Turn, Order, Verdict> decide) =>
        (turn, order) => turn.Request["reason"] is null ? new Refused("REASON_REQUIRED") : decide(turn, order);

    private static Verdict Accept(Turn turn, Order order)
    {
        var (promised, now) = (turn.Request.Value<DateTimeOffset>("promisedAt"), TimeProvider.System.GetUtcNow());
        return promised <= now || promised > now.AddDays(7) ? new Refused("PROMISED_TIME_INVALID")
            : Steps("orderAccepted", order, order with { Status = "accepted", AcceptedAt = turn.At, PromisedAt = promised }, ("promisedAt", Order.Is(promised)));
    }

    private static Happens Reject(Turn turn, Order order) => new(
        "orderRejected",
        new Shape([("reason", turn.Request["reason"]), .. Closed(order)]),
        order with { Status = "rejected", ClosedAt = turn.At, CloseReason = turn.Request.Text("reason") });

    private static Verdict Dispatch(Turn turn, Order order) =>
        order.Fulfilment != "delivery" ? new Refused("NOT_A_DELIVERY")
            : Steps(
                "orderDispatched", order,
                order with { Status = "outForDelivery", DispatchedAt = turn.At, Courier = turn.Request.Text("courier") }, ("courier", turn.Request["courier"]));

    private static Verdict Collect(Turn turn, Order order) =>
        order.Fulfilment == "delivery" ? new Refused("MUST_BE_DISPATCHED") : Complete(turn, order, "collected");

    private static Happens Complete(Turn turn, Order order, string handover) =>
        Steps("orderCompleted", order, order with { Status = "completed", ClosedAt = turn.At }, ("handover", handover));

    private static Happens Steps(string happened, Order order, Order after, params (string, object?)[] members) =>
        new(happened, new Shape(members), after);

    // What readers that counted the order take back.
    private static (string, object?)[] Closed(Order order) =>
    [
        ("customerId", order.CustomerId), ("placedAt", order.PlacedAt), ("lines", order.Lines.Select(line => line.Placed)), ("total", order.Total), ("currency", "USD"),
    ];

    private static Line? LineOf(Turn turn, Order order) =>
        order.Lines.FirstOrDefault(line => line.Id.Text == turn.Request.Text("orderItemId"));

    private sealed record Row(string Command, string[] From, IReadOnlyList<string> Who, Func<Turn, Order, Verdict> Decide)
    {
        public Func<Order, bool> Possible { get; init; } = _ => true;
    }
}
