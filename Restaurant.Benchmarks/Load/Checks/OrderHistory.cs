using System.Text.Json.Nodes;
using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>An order of this run with all its events as they are read. What it says stands for what has happened in all that is read beside it.</summary>
internal sealed record OrderHistory(OrderRecord Record, IReadOnlyList<OrderHistory.Event> Events)
{
    private const string Placed = "orderPlaced";
    private const string BySystem = "system";

    private static readonly IReadOnlyDictionary<string, string> StatusAfter = new Dictionary<string, string>
    {
        ["orderOpened"] = "open",
        [Placed] = "placed",
        ["orderAccepted"] = "accepted",
        ["orderPreparationStarted"] = "preparing",
        ["orderReady"] = "ready",
        ["orderDispatched"] = "outForDelivery",
        ["orderCompleted"] = "completed",
        ["orderCanceled"] = "canceled",
        ["orderRejected"] = "rejected",
        ["orderExpired"] = "expired",
    };

    public string Id => Record.Id!;

    /// <summary>Whether nothing has happened to it but what was acknowledged.</summary>
    public bool IsAsAcknowledged => Events.Count == Record.Acknowledged.Count;

    public string Status => Events.Select(each => StatusAfter.GetValueOrDefault(each.Type)).LastOrDefault(status => status is not null) ?? "open";

    public bool IsInKitchen => Status is "placed" or "accepted" or "preparing" or "ready" or "outForDelivery";

    /// <summary>The menu items that were added to it, once for each time.</summary>
    public IEnumerable<string> Added => Events.Where(each => each.Type == "itemAddedToOrder").Select(each => each.Data.Text("menuItemId"));

    /// <summary>What was sold with it: nothing as long as it is not placed, and when it was canceled or rejected later.</summary>
    public IEnumerable<Line> Sold => Status is "canceled" or "rejected" || Events.FirstOrDefault(each => each.Type == Placed) is not { } placed
        ? []
        : placed.Data.List("lines").Select(line => new Line(line.Text("menuItemId"), line.Whole("quantity"), line.Money("subTotal")));

    /// <summary>Reads a history and compares it with what was acknowledged.</summary>
    public static async Task<OrderHistory> ReadAsync(Client client, OrderRecord record, Findings findings)
    {
        var answer = await client.ReadAsync($"/orders/{record.Id}/history", [record.Last!.Token]);
        var history = new OrderHistory(record, answer.Succeeded ? [.. answer.List.Select(Event.Of)] : []);
        if (history.Difference() is { } difference)
        {
            findings.Add($"order {record.Id} {difference}");
        }

        return history;
    }

    // The first one says it all: what stands behind a gap is out of place as well.
    private string? Difference()
    {
        for (var place = 0; place < Math.Max(Events.Count, Record.Acknowledged.Count); place++)
        {
            var (version, acknowledged, read) = (place + 1, Record.Acknowledged.ElementAtOrDefault(place), Events.ElementAtOrDefault(place));
            if (read is null)
            {
                return $"has {Events.Count} events in its history; version {version} ({acknowledged!.Event}) was acknowledged";
            }

            if (read.Version != version || (acknowledged is not null && acknowledged.Event != read.Type))
            {
                return $"has {read.Type} (version {read.Version}) in place {version} of its history; {acknowledged?.Event ?? "nothing"} (version {version}) was acknowledged";
            }

            if (acknowledged is null && read.By != BySystem && !(place == Record.Acknowledged.Count && read.Type == Record.InDoubt?.Event))
            {
                return $"has {read.Type} (version {version}) in its history, which nobody has asked for";
            }
        }

        return null;
    }

    /// <param name="By">The kind of the caller.</param>
    internal sealed record Event(long Version, string Type, string By, JsonObject Data)
    {
        public static Event Of(JsonObject json) => new(json.Whole("version"), json.Text("type"), json.Object("by").Text("kind"), json.Object("data"));
    }

    /// <param name="SubTotal">In the restaurant's currency.</param>
    internal sealed record Line(string MenuItemId, long Quantity, decimal SubTotal);
}
