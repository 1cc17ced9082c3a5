using System.Text.Json.Nodes;
using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>The feed has each event of the run's orders, menu items and customers once, and those of each in their order.</summary>
internal static class FeedCheck
{
    private const int Page = 200;

    /// <param name="from">Where the feed ended before the run; null when there is none.</param>
    public static async Task RunAsync(Client client, FeedPosition? from, Premises premises, IReadOnlyList<OrderHistory> histories, Findings findings)
    {
        if (from is null)
        {
            findings.Leave(FeedPosition.Path);
            return;
        }

        var expected = Expected(premises, histories);
        var read = await ReadAsync(client, from, Check.Newest(histories), expected);
        foreach (var (subject, events) in expected)
        {
            findings.Compare();
            if (!events.SequenceEqual(read[subject]))
            {
                findings.Add($"{subject} has {string.Join(", ", read[subject])}, and ought to have {string.Join(", ", events)}");
            }
        }
    }

    /// <summary>By the aggregate's id.</summary>
    private static Dictionary<string, IReadOnlyList<Event>> Expected(Premises premises, IReadOnlyList<OrderHistory> histories)
    {
        var orders = histories.Select(history => (history.Id, Events: history.Events.Select(each => new Event(each.Version, each.Type))));
        var menu = premises.Menu.Select(item => (item.Id, Events: Made([item.Added])));
        var customers = premises.Customers.Select(customer => (customer.Id, Events: Made(customer.Commands)));
        return orders.Concat(menu).Concat(customers).ToDictionary(each => each.Id, each => (IReadOnlyList<Event>)[.. each.Events]);
    }

    private static IEnumerable<Event> Made(IEnumerable<Acknowledged> commands) => commands.Select(command => new Event(command.Version, command.Kind.Event));

    /// <summary>Reads to the end of the feed, or, where others write as well, until all is there that is expected.</summary>
    /// <returns>What is there of whatever is expected to be.</returns>
    private static async Task<Dictionary<string, List<Event>>> ReadAsync(
        Client client, FeedPosition from, IReadOnlyList<string> tokens, Dictionary<string, IReadOnlyList<Event>> expected)
    {
        var (read, missing) = (expected.Keys.ToDictionary(subject => subject, _ => new List<Event>()), expected.Values.Sum(events => events.Count));
        var next = $"{FeedPosition.Path}?after={from.After}&limit={Page}&wait=10";
        while (true)
        {
            var answer = await client.ReadAsync(next, tokens, FeedPosition.Batch);
            var page = answer.List;
            foreach (var each in page)
            {
                if (read.TryGetValue(each.Text("subject"), out var events))
                {
                    events.Add(Event.Of(each));
                    missing--;
                }
            }

            if (page.Count == 0 || (page.Count < Page && missing <= 0) || answer.Next is null)
            {
                return read;
            }

            next = answer.Next;
        }
    }

    /// <param name="Type">The event's name, as it stands in histories.</param>
    private sealed record Event(long Version, string Type)
    {
        // Such as restaurant.order.orderPlaced.v1.
        public static Event Of(JsonObject json) => new(json.Whole("sequence"), json.Text("type") is var type && type.Split('.') is [_, _, var name, ..] ? name : type);

        public override string ToString() => $"{Version} {Type}";
    }
}
