using System.Diagnostics;
using Restaurant.Actors.Serialization;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>What a node shows of itself. Each test has a node of its own: it counts from its start on.</summary>
public sealed class MetricsTests : IAsyncLifetime
{
    private const string Lag = """restaurant_projection_lag_seconds{group="read-model"}""";

    private readonly RestaurantNode _node = new();

    public Task InitializeAsync() => _node.InitializeAsync();

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task The_answer_is_a_text_that_prometheus_reads_and_nobody_keeps()
    {
        using var answer = await _node.SendAsync("GET", "/metrics");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        // Those of others: the web server, what runs on it, and the runtime.
        Assert.Superset(
            new HashSet<string>(["kestrel_active_connections", "http_server_request_duration_seconds", "dotnet_gc_collections_total"]),
            new Figures(await answer.Content.ReadAsStringAsync()).Types.Keys.ToHashSet());
    }

    [Fact]
    public async Task Who_prefers_open_metrics_gets_them()
    {
        using var answer = await _node.SendAsync("GET", "/metrics", null, ("Accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"));

        Assert.Equal("application/openmetrics-text", answer.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith("\n# EOF\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_are_counted_by_their_names_and_what_became_of_them()
    {
        const string Peperoni = """{"description":"Peperoni","price":10}""";
        var began = Stopwatch.GetTimestamp();
        using var first = await _node.SendAsync("POST", "/menu/items", Peperoni, ("Idempotency-Key", "a"));
        var item = (string)(await first.JsonAsync(201))["id"]!;
        using var second = await _node.SendAsync("POST", "/menu/items", Peperoni, ("Idempotency-Key", "a"));
        Assert.Equal("true", second.Header("Idempotency-Replayed"));
        await _node.DoAsync("POST", "/menu/items", Peperoni);
        await _node.DoAsync("POST", "/commands", $$"""{"type":"addMenuItem","payload":{{Peperoni}}}""");
        await _node.SendAsync("PUT", $"/menu/items/{item}", Peperoni, ("If-Match", "\"7\"")).ProblemAsync(412, "VERSION_CONFLICT");
        await _node.SendAsync("POST", "/orders/nothing/place").ProblemAsync(404, "NOT_FOUND");
        // That one has a broken field: it never was a command.
        await _node.SendAsync("POST", "/menu/items", "{}").ProblemAsync(400, "DESCRIPTION_REQUIRED");

        var figures = await _node.FiguresAsync();

        Assert.Equivalent(
            new Dictionary<string, double>
            {
                // On a slow machine the gateway repeats the first one itself: then that is a replay as well, and its caller is told so.
                ["""restaurant_commands_total{command="addMenuItem",outcome="accepted"}"""] = first.Headers.Contains("Idempotency-Replayed") ? 2 : 3,
                ["""restaurant_commands_total{command="addMenuItem",outcome="replayed"}"""] = first.Headers.Contains("Idempotency-Replayed") ? 2 : 1,
                ["""restaurant_commands_total{code="VERSION_CONFLICT",command="modifyMenuItem",outcome="refused"}"""] = 1,
                ["""restaurant_commands_total{code="NOT_FOUND",command="placeOrder",outcome="refused"}"""] = 1,
            },
            figures.Of("restaurant_commands_total"),
            strict: true);
        Assert.Equivalent(
            new Dictionary<string, double>
            {
                ["""restaurant_command_duration_seconds_count{command="addMenuItem"}"""] = 4,
                ["""restaurant_command_duration_seconds_count{command="modifyMenuItem"}"""] = 1,
                ["""restaurant_command_duration_seconds_count{command="placeOrder"}"""] = 1,
            },
            figures.Of("restaurant_command_duration_seconds_count"),
            strict: true);
        Assert.InRange(figures.Of("restaurant_command_duration_seconds_sum").Values.Sum(), double.Epsilon, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    [Fact]
    public async Task Aggregates_are_counted_as_they_come_into_memory_store_their_events_and_leave()
    {
        await _node.AddMenuItemAsync();
        await _node.AddMenuItemAsync();
        var order = await _node.OpenOrderAsync();

        var figures = await _node.FiguresAsync();
        Assert.Equivalent(ByAggregate("restaurant_entities", menuItem: 2, customer: 1, order: 1), figures.Of("restaurant_entities"), strict: true);
        Assert.Equivalent(ByAggregate("restaurant_activation_duration_seconds_count", 2, 1, 1), figures.Of("restaurant_activation_duration_seconds_count"), strict: true);
        Assert.Equivalent(ByAggregate("restaurant_persist_duration_seconds_count", 2, 1, 1), figures.Of("restaurant_persist_duration_seconds_count"), strict: true);

        // What is closed leaves memory.
        await _node.DoAsync("POST", $"/orders/{order}/cancel");

        await Eventually.HoldsAsync(async () => (await _node.FiguresAsync())["""restaurant_entities{aggregate="order"}"""] == 0);
        figures = await _node.FiguresAsync();
        Assert.Equivalent(ByAggregate("restaurant_entities", 2, 1, 0), figures.Of("restaurant_entities"), strict: true);
        Assert.Equal(2, figures["""restaurant_persist_duration_seconds_count{aggregate="order"}"""]);
    }

    [Fact]
    public async Task The_read_side_shows_what_it_has_applied_and_that_nothing_waits()
    {
        for (var item = 1; item <= 20; item++)
        {
            await AddAndSeeMenuItemAsync();
        }

        // The batch that is in the tables is counted a moment later.
        await Eventually.HoldsAsync(async () => (await _node.FiguresAsync())["""restaurant_projection_batch_size_sum{group="read-model"}"""] == 20);
        var figures = await _node.FiguresAsync();
        Assert.Equal(20, figures["""restaurant_projection_batch_size_bucket{group="read-model",le="500"}"""]);
        Assert.Equal(0, figures[Lag]);
        Assert.Equal(0, figures["""restaurant_projection_open_gaps{group="read-model"}"""]);
    }

    [Fact]
    public async Task The_lag_of_a_group_that_stands_still_grows_until_it_goes_on()
    {
        await AddAndSeeMenuItemAsync();
        await _node.DoAsync("POST", "/admin/groups/read-model/pause");
        await Eventually.HoldsAsync(async () =>
        {
            var token = $"menu-item-{await _node.AddMenuItemAsync()}@1";
            using var read = await _node.SendAsync("GET", "/menu/items", null, ("Consistency-Token", token), ("Prefer", "wait=1"));
            return !read.IsSuccessStatusCode;
        });
        _node.Database.Execute("delete from journal where ordering > (select ledger_offset from projection_group where name = 'read-model')");
        _node.Database.Execute(
            """
            insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier)
            values (@written, false, 'menu-item-x', 1, @message, 'fromTheFuture:9', @serializer)
            """,
            new { written = TimeProvider.System.GetUtcNow().AddSeconds(-90).Ticks, message = new byte[1], serializer = RestaurantSerializer.Id });
        await _node.AddMenuItemAsync();

        var first = (await _node.FiguresAsync())[Lag];
        var second = (await _node.FiguresAsync())[Lag];
        Assert.InRange(first!.Value, 90, 150);
        Assert.True(second > first);

        await _node.DoAsync("POST", "/admin/groups/read-model/resume");

        await Eventually.HoldsAsync(async () => (await _node.FiguresAsync())[Lag] == 0);
    }

    [Fact]
    public async Task While_the_database_fails_all_is_shown_but_how_the_groups_are()
    {
        var item = await _node.AddMenuItemAsync();
        // The groups have nothing left to do: without their table they would begin anew.
        await _node.ReadAsync($"/menu/items/{item}", $"menu-item-{item}@1");
        using (await _node.SendAsync("GET", "/events", null, ("Consistency-Token", $"menu-item-{item}@1"), ("Prefer", "wait=10")))
        {
        }

        _node.Database.Execute("alter table projection_group rename to gone");

        var figures = await _node.FiguresAsync();
        Assert.Null(figures[Lag]);
        Assert.Empty(figures.Of("restaurant_projection_open_gaps"));
        Assert.Equal(1, figures["""restaurant_commands_total{command="addMenuItem",outcome="accepted"}"""]);
        Assert.Equal(1, figures["""restaurant_entities{aggregate="menu-item"}"""]);

        _node.Database.Execute("alter table gone rename to projection_group");
        Assert.NotNull((await _node.FiguresAsync())[Lag]);
    }

    [Fact]
    public async Task Nodes_of_one_process_do_not_show_each_others_figures()
    {
        var other = new RestaurantNode();
        await other.InitializeAsync();
        try
        {
            await _node.AddMenuItemAsync();
            await other.SignUpAsync();

            var figures = await other.FiguresAsync();

            Assert.Equal("""restaurant_commands_total{command="signUpCustomer",outcome="accepted"}""", Assert.Single(figures.Of("restaurant_commands_total")).Key);
            Assert.Equivalent(ByAggregate("restaurant_entities", menuItem: 0, customer: 1, order: 0), figures.Of("restaurant_entities"), strict: true);
            Assert.DoesNotContain(figures.Of("http_server_request_duration_seconds_count").Keys, series => series.Contains("/menu/items", StringComparison.Ordinal));
        }
        finally
        {
            await other.DisposeAsync();
        }
    }

    private async Task AddAndSeeMenuItemAsync()
    {
        var item = await _node.AddMenuItemAsync();
        await _node.ReadAsync($"/menu/items/{item}", $"menu-item-{item}@1");
    }

    private static Dictionary<string, double> ByAggregate(string name, double menuItem, double customer, double order) => new()
    {
        [$$"""{{name}}{aggregate="menu-item"}"""] = menuItem,
        [$$"""{{name}}{aggregate="customer"}"""] = customer,
        [$$"""{{name}}{aggregate="order"}"""] = order,
    };
}
