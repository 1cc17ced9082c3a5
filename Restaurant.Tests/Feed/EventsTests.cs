using System.Diagnostics;
using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Restaurant.Actors.Aggregates;
using Restaurant.Tests.Http;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Feed;

/// <summary><c>GET /events</c> as everyone outside reads it.</summary>
public sealed class EventsTests : IAsyncLifetime
{
    private static readonly CloudEventAttribute[] Extensions =
    [
        CloudEventAttribute.CreateExtension("sequence", CloudEventAttributeType.Integer),
        CloudEventAttribute.CreateExtension("correlationid", CloudEventAttributeType.String),
        CloudEventAttribute.CreateExtension("causationid", CloudEventAttributeType.String),
    ];

    private readonly RestaurantNode _node = new();
    private readonly HttpClient _http = new();

    public async Task InitializeAsync()
    {
        await _node.InitializeAsync();
        _http.BaseAddress = _node.Address;
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task Batches_from_the_first_to_the_last_are_the_journal_and_so_is_the_stream()
    {
        await OrderAsync();
        var journal = await JournalAsync();

        var (batches, next) = (new List<JsonNode>(), "/events?limit=4");
        while (true)
        {
            using var answer = await _node.SendAsync("GET", next);
            Assert.Equal((200, "application/cloudevents-batch+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            var batch = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
            if (batch.Count == 0)
            {
                Assert.Equal(next, NextOf(answer));
                break;
            }

            batches.AddRange(batch.Select(happened => happened!));
            next = NextOf(answer);
        }

        Assert.Equal($"/events?limit=4&after={journal.Count}", next);
        Assert.Equal(journal.Select(stored => $"{stored.Id}"), batches.Select(happened => (string)happened["id"]!));
        using var stream = await EventStream.OpenAsync(_http);
        var streamed = await stream.TakeAsync(journal.Count);
        Assert.Equal(batches.Select(happened => happened.ToJsonString()), streamed.Select(item => JsonNode.Parse(item.Data)!.ToJsonString()));
        Assert.Equal(Enumerable.Range(1, journal.Count).Select(position => $"{position}"), streamed.Select(item => item.EventId));
        Assert.Equal(batches.Select(happened => (string)happened["type"]!), streamed.Select(item => item.EventType));
        Assert.Equal(("no-store", "no"), (stream.Header("Cache-Control"), stream.Header("X-Accel-Buffering")));
    }

    [Fact]
    public async Task Each_event_is_a_cloud_event_whose_data_are_those_of_the_history()
    {
        var order = await OrderAsync();
        var journal = await JournalAsync();
        var bytes = await _http.GetByteArrayAsync("/events?limit=200");

        var events = new JsonEventFormatter().DecodeBatchModeMessage(bytes, new ContentType("application/cloudevents-batch+json"), Extensions);

        Assert.Equal(journal.Count, events.Count);
        foreach (var (happened, stored) in events.Zip(journal))
        {
            Assert.True(happened.IsValid);
            Assert.Equal(CloudEventsSpecVersion.V1_0, happened.SpecVersion);
            Assert.Equal((stored.AggregateId, stored.Timestamp, "application/json"), (happened.Subject, happened.Time!.Value, happened.DataContentType));
            Assert.Equal((int)stored.Version, happened["sequence"]);
            Assert.Equal(stored.CorrelationId, happened["correlationid"]);
            Assert.Equal(stored.CausationId, happened["causationid"]);
            Assert.Equal(stored.Data switch { Actors.Menu.MenuEvent => "/menu/items", Actors.Customers.CustomerEvent => "/customers", _ => "/orders" }, $"{happened.Source}");
        }

        using var history = await _node.SendAsync("GET", $"/orders/{order}/history");
        var told = JsonNode.Parse(await history.Content.ReadAsStringAsync())!.AsArray();
        var ofOrder = events.Where(happened => happened.Subject == order).ToList();
        Assert.Equal(told.Select(happened => $"restaurant.order.{happened!["type"]}.v1"), ofOrder.Select(happened => happened.Type));
        Assert.Equal(told.Select(happened => happened!["data"]!.ToJsonString()), ofOrder.Select(happened => JsonNode.Parse(((JsonElement)happened.Data!).GetRawText())!.ToJsonString()));
        Assert.Contains("\"price\":10.00,", System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_poll_is_answered_when_something_happens()
    {
        await _node.AddMenuItemAsync("First");
        await ReachedAsync();
        var waiting = _node.SendAsync("GET", "/events?after=1&wait=30");
        var looked = 0;
        await Eventually.HoldsAsync(async () => await ActiveAsync() == 2 && ++looked > 5);
        Assert.False(waiting.IsCompleted);

        var item = await _node.AddMenuItemAsync("Second");
        var acknowledged = Stopwatch.GetTimestamp();
        using var answer = await waiting;

        Assert.InRange(Stopwatch.GetElapsedTime(acknowledged), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        var happened = Assert.Single(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray())!;
        Assert.Equal(item, (string?)happened["subject"]);
        Assert.Equal("/events?wait=30&after=2", NextOf(answer));
    }

    [Fact]
    public async Task A_long_poll_in_vain_is_an_empty_batch_with_the_same_next_link()
    {
        await _node.AddMenuItemAsync();
        await ReachedAsync();

        using var answer = await _node.SendAsync("GET", "/events?wait=1&after=1");

        Assert.Equal("[]", await answer.Content.ReadAsStringAsync());
        Assert.Equal("/events?wait=1&after=1", NextOf(answer));
    }

    [Fact]
    public async Task A_stream_goes_on_behind_the_last_event_that_its_reader_has_got_whatever_the_address_says()
    {
        for (var number = 0; number < 5; number++)
        {
            await _node.AddMenuItemAsync();
        }

        await ReachedAsync();
        using (var first = await EventStream.OpenAsync(_http, "/events?after=1"))
        {
            Assert.Equal(["2", "3"], (await first.TakeAsync(2)).Select(item => item.EventId));
        }

        using var again = await EventStream.OpenAsync(_http, "/events?after=1", last: 3);
        Assert.Equal(["4", "5"], (await again.TakeAsync(2)).Select(item => item.EventId));
        await _node.AddMenuItemAsync();
        Assert.Equal("6", (await again.NextAsync())!.Value.EventId);
    }

    [Fact]
    public async Task Filters_hold_for_batches_and_streams()
    {
        var order = await OrderAsync();
        await ReachedAsync();

        foreach (var (filter, matches) in new (string, Func<StoredEvent, bool>)[]
        {
            ("types=restaurant.order.orderPlaced.v1", stored => stored.Data is Actors.Orders.OrderEvent.OrderPlaced),
            ("types=restaurant.menuItem.menuItemAdded.v1&types=restaurant.customer.customerSignedUp.v1", stored => stored.Version == 1 && stored.Data is not Actors.Orders.OrderEvent),
            ($"subject={order}", stored => stored.AggregateId == order),
            ($"subject={order.ToUpperInvariant()}&types=restaurant.order.orderOpened.v1", stored => stored.AggregateId == order && stored.Version == 1),
        })
        {
            var expected = (await JournalAsync()).Where(matches).Select(stored => $"{stored.Id}").ToList();
            Assert.NotEmpty(expected);
            Assert.Equal(expected, (await BatchAsync($"/events?{filter}")).Select(happened => (string)happened!["id"]!));
            using var stream = await EventStream.OpenAsync(_http, $"/events?{filter}");
            Assert.Equal(expected, (await stream.TakeAsync(expected.Count)).Select(item => (string)JsonNode.Parse(item.Data)!["id"]!));
        }

        Assert.Empty(await BatchAsync("/events?subject=nobody"));
    }

    [Theory]
    [InlineData("after=-1", "'after'")]
    [InlineData("after=x", "'after'")]
    [InlineData("after=", "'after'")]
    [InlineData("after=1.0", "'after'")]
    [InlineData("after=99999999999999999999", "'after'")]
    [InlineData("after=1&after=2", "'after'")]
    [InlineData("limit=0", "'limit'")]
    [InlineData("limit=201", "'limit'")]
    [InlineData("wait=31", "'wait'")]
    [InlineData("wait=-1", "'wait'")]
    [InlineData("wait=1.5", "'wait'")]
    [InlineData("subject=a%2Fb", "'subject'")]
    [InlineData("subject=a&subject=b", "'subject'")]
    [InlineData("types=orderPlaced", "restaurant.order.orderPlaced.v1")]
    [InlineData("types=restaurant.order.orderPlaced.v1&types=", "'types'")]
    public async Task A_parameter_with_a_value_that_is_not_allowed_is_refused(string query, string named)
    {
        var problem = await _node.SendAsync("GET", $"/events?{query}").ProblemAsync(400, "PARAMETER_INVALID");
        Assert.Contains(named, (string)problem["detail"]!, StringComparison.Ordinal);

        using var streamed = await _http.SendAsync(EventStream.Request($"/events?{query}"));
        await streamed.ProblemAsync(400, "PARAMETER_INVALID");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("1, 2")]
    public async Task A_last_event_that_is_no_position_is_refused(string last)
    {
        using var streamed = await _http.SendAsync(EventStream.Request("/events", last: null, ("Last-Event-ID", last)));

        var problem = await streamed.ProblemAsync(400, "PARAMETER_INVALID");
        Assert.Contains("Last-Event-ID", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("text/*")]
    [InlineData("text/event-stream;q=0")]
    [InlineData("nonsense")]
    public async Task Whoever_does_not_ask_for_a_stream_gets_a_batch(string accept)
    {
        using var answer = await _node.SendAsync("GET", "/events", null, ("Accept", accept));

        Assert.Equal("application/cloudevents-batch+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("/events?after=0", NextOf(answer));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task Nothing_but_to_read_it_can_be_done_to_it(string method)
    {
        using var answer = await _node.SendAsync(method, "/events");

        Assert.Equal(405, (int)answer.StatusCode);
    }

    [Fact]
    public async Task It_is_never_built_anew()
    {
        var problem = await _node.SendAsync("POST", "/admin/projections/feed/rebuild").ProblemAsync(409, "INVALID_TRANSITION");

        Assert.Contains("never built anew", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Null((await _node.DoAsync("GET", "/admin/projections/feed"))["rebuild"]);
    }

    [Fact]
    public async Task A_read_with_a_token_waits_until_the_feed_has_it_whatever_the_other_tables_have()
    {
        await _node.DoAsync("POST", "/admin/groups/feed/pause");
        string token;
        do
        {
            using var adding = await _node.SendAsync("POST", "/menu/items", """{"description":"x","price":1}""");
            token = adding.Header("Consistency-Token");
            using var read = await _node.SendAsync("GET", "/events", null, ("Consistency-Token", token), ("Prefer", "wait=1"));
            if ((int)read.StatusCode == 503)
            {
                break;
            }
        }
        while (true);

        await _node.SendAsync("GET", "/events", null, ("Consistency-Token", token), ("Prefer", "wait=0")).ProblemAsync(503, "READ_MODEL_BEHIND");
        using (var menu = await _node.SendAsync("GET", "/menu/items", null, ("Consistency-Token", token), ("Prefer", "wait=10")))
        {
            Assert.Equal(200, (int)menu.StatusCode);
        }

        await _node.DoAsync("POST", "/admin/groups/feed/resume");
        var events = await BatchAsync("/events?limit=200", token);
        Assert.Equal(token, $"menu-item-{events[^1]!["subject"]}@{events[^1]!["sequence"]}");
    }

    [Fact]
    public async Task A_reader_that_goes_away_leaves_nothing_behind()
    {
        var streams = new List<EventStream>();
        for (var number = 0; number < 20; number++)
        {
            streams.Add(await EventStream.OpenAsync(_http));
        }

        await Eventually.HoldsAsync(async () => await ActiveAsync() == 21);
        streams.ForEach(stream => stream.Dispose());

        await Eventually.HoldsAsync(async () => await ActiveAsync() == 1);
        Assert.Empty(_node.ErrorLog.Lines);
    }

    [Fact]
    public async Task A_node_that_is_told_to_stop_ends_streams_and_answers_long_polls_at_once()
    {
        var node = RestaurantNode.On(TestDatabase.Create());
        await node.InitializeAsync();
        using var http = new HttpClient { BaseAddress = node.Address };
        await node.AddMenuItemAsync();
        using var stream = await EventStream.OpenAsync(http);
        await stream.TakeAsync(1);
        var polling = http.GetAsync("/events?after=1&wait=30");
        await Eventually.HoldsAsync(async () => (await node.FiguresAsync()).Of("http_server_active_requests").Values.Sum() == 3);

        var began = Stopwatch.GetTimestamp();
        await node.StopAsync();

        Assert.Null(await stream.NextAsync());
        using var polled = await polling;
        Assert.Equal((200, "[]"), ((int)polled.StatusCode, await polled.Content.ReadAsStringAsync()));
        Assert.Equal("/events?wait=30&after=1", NextOf(polled));
        // Without a drain, the server would wait for them until its time is up.
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Api.RestaurantHost.DrainTimeout);
        Assert.Empty(node.ErrorLog.Lines);
        node.Database.Dispose();
    }

    /// <summary>An order that is placed and canceled.</summary>
    private async Task<string> OrderAsync()
    {
        var (order, _) = await _node.FillForDeliveryAsync();
        await _node.DoAsync("PUT", $"/orders/{order}/note", """{"note":"Ring twice\nand wait"}""");
        await _node.DoAsync("POST", $"/orders/{order}/place");
        await _node.DoAsync("POST", $"/orders/{order}/cancel", """{"reason":"second thoughts"}""");
        await ReachedAsync();
        return order;
    }

    /// <summary>The feed holds all that has happened.</summary>
    private async Task ReachedAsync()
    {
        var last = (await JournalRowsAsync())[^1];
        await BatchAsync("/events", string.Create(CultureInfo.InvariantCulture, $"{last.PersistenceId}@{last.Version}"));
    }

    private Task<IReadOnlyList<Actors.Persistence.JournalRow>> JournalRowsAsync() => _node.Journal.ReadBehindAsync(0, 1_000, CancellationToken.None);

    private async Task<IReadOnlyList<StoredEvent>> JournalAsync() => [.. (await JournalRowsAsync()).Select(row => (StoredEvent)row.Event)];

    private async Task<JsonArray> BatchAsync(string path, string? token = null)
    {
        using var answer = await (token is null ? _node.SendAsync("GET", path) : _node.SendAsync("GET", path, null, ("Consistency-Token", token), ("Prefer", "wait=10")));
        Assert.Equal(200, (int)answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
    }

    // How many requests are under way, this one included.
    private async Task<double> ActiveAsync() => (await _node.FiguresAsync()).Of("http_server_active_requests").Values.Sum();

    private static string NextOf(HttpResponseMessage answer) => answer.Header("Link").Split('<', '>')[1];
}
