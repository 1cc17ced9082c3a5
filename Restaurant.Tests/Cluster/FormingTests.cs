using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Cluster;

/// <summary>How nodes come to be one cluster, and what is said of one that cannot be in it.</summary>
[Trait("Database", "PostgreSql")]
public sealed class FormingTests : IDisposable
{
    private readonly Lazy<PostgreSqlTestDatabase> _made = new(() => new PostgreSqlTestDatabase());
    private readonly List<ProgramUnderTest> _programs = [];
    private readonly List<HttpClient> _clients = [];

    private PostgreSqlTestDatabase Database => _made.Value;

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _programs.ForEach(program => program.Dispose());
        if (_made.IsValueCreated)
        {
            Database.Dispose();
        }
    }

    [PostgreSqlFact]
    public async Task Nodes_that_start_together_are_one_cluster_and_each_shows_the_whole_of_it()
    {
        int[] ports = [LoopbackPorts.Take(), LoopbackPorts.Take()];
        var nodes = await Task.WhenAll(ports.Select(port => StartAsync(port, seeds: ports)));

        foreach (var node in nodes)
        {
            await Eventually.HoldsAsync(async () => await IsReadyAsync(node) && (await MembersAsync(node)).Count(member => member is ("up", true)) == 2);
        }

        var seen = await JsonAsync(nodes[1], "/admin/cluster");
        Assert.Equal(AddressOf(ports[1]), (string?)seen["self"]);
        Assert.Equal(["aggregates", "api", "projections"], seen["members"]![0]!["roles"]!.AsArray().Select(role => (string)role!));
        await Eventually.HoldsAsync(async () =>
            (await JsonAsync(nodes[1], "/admin/cluster"))["members"]!.AsArray().SelectMany(member => member!["groups"]!.AsArray()).Select(group => (string)group!).Order().SequenceEqual(["feed", "read-model"]));
    }

    [PostgreSqlFact]
    public async Task The_first_seed_node_forms_no_cluster_beside_one_that_it_cannot_reach()
    {
        // One that is cut off from it, and not from the database.
        var (port, other) = (LoopbackPorts.Take(), AddressOf(LoopbackPorts.Take()));
        Database.Open().Dispose();
        Report(other);
        var node = await StartAsync(port, seeds: [port, LoopbackPorts.Take()]);

        await Eventually.HoldsAsync(async () => (await WhyNotReadyAsync(node))?.Contains(other, StringComparison.Ordinal) == true);
        // As long as the first one would wait for others, and longer.
        var began = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(
            async () =>
            {
                Report(other);
                Assert.DoesNotContain(await MembersAsync(node), member => member.Status == "up");
                return Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(8);
            },
            every: TimeSpan.FromSeconds(1));

        Database.Execute("delete from node_report where address <> '" + AddressOf(port) + "'");
        await Eventually.HoldsAsync(() => IsReadyAsync(node));
    }

    [PostgreSqlFact]
    public async Task A_node_that_finds_no_seed_node_is_alive_and_says_what_it_waits_for()
    {
        var (port, seed) = (LoopbackPorts.Take(), LoopbackPorts.Take());
        var node = await StartAsync(port, seeds: [seed]);

        await Eventually.HoldsAsync(async () => (await WhyNotReadyAsync(node))?.Contains($"it waits for one of the seed nodes {AddressOf(seed)} to answer; it is {AddressOf(port)}, which is none of them.", StringComparison.Ordinal) == true);
        Assert.Equal(HttpStatusCode.OK, (await node.GetAsync("/health/live")).StatusCode);
        Assert.Equal(0, await _programs[0].TerminateAsync());
    }

    [PostgreSqlFact]
    public async Task Of_two_nodes_with_one_address_the_second_ends_and_says_so()
    {
        var port = LoopbackPorts.Take();
        var first = await StartAsync(port, seeds: [port]);
        await Eventually.HoldsAsync(() => IsReadyAsync(first));

        await StartAsync(port, seeds: [port], $"--Cluster:BindPort={LoopbackPorts.Take()}");

        Assert.Equal(1, await _programs[1].ExitAsync());
        Assert.Equal($"Another node is at {AddressOf(port)}: each needs an address of its own (Cluster:Hostname, Cluster:Port).", _programs[1].Errors);
        Assert.True(await IsReadyAsync(first));
    }

    [PostgreSqlFact]
    public async Task A_node_whose_address_another_one_has_taken_ends_and_says_so()
    {
        var port = LoopbackPorts.Take();
        var node = await StartAsync(port, seeds: [port]);
        await Eventually.HoldsAsync(() => IsReadyAsync(node));

        Database.Execute($"update node_report set instance = '{Guid.CreateVersion7()}'");

        Assert.Equal(3, await _programs[0].ExitAsync());
        Assert.Equal($"Another node has taken the address {AddressOf(port)}.", _programs[0].Errors);
    }

    [PostgreSqlFact]
    public async Task A_node_that_leaves_takes_its_report_back()
    {
        var port = LoopbackPorts.Take();
        var node = await StartAsync(port, seeds: [port]);
        await Eventually.HoldsAsync(() => IsReadyAsync(node));
        await Eventually.HoldsAsync(() => Database.Scalar<long>("select count(*) from node_report where is_member") == 1);

        Assert.Equal(0, await _programs[0].TerminateAsync());

        Assert.Equal(0, Database.Scalar<long>("select count(*) from node_report"));
    }

    [PostgreSqlFact]
    public async Task A_node_that_was_killed_is_back_at_its_address()
    {
        var port = LoopbackPorts.Take();
        var node = await StartAsync(port, seeds: [port]);
        await Eventually.HoldsAsync(() => IsReadyAsync(node));
        await _programs[0].KillAsync();

        var again = await StartAsync(port, seeds: [port]);

        await Eventually.HoldsAsync(() => IsReadyAsync(again));
    }

    [PostgreSqlFact]
    public async Task A_node_without_seed_nodes_ends_where_another_one_works_and_says_so()
    {
        var port = LoopbackPorts.Take();
        var alone = await StartAsync(port, seeds: []);
        await Eventually.HoldsAsync(() => IsReadyAsync(alone));

        await StartAsync(LoopbackPorts.Take(), seeds: []);

        Assert.Equal(1, await _programs[1].ExitAsync());
        Assert.Equal(
            $"Others work on this database: {AddressOf(port)}. A node without Cluster:SeedNodes would be a cluster of its own beside them; name theirs, and a Cluster:Hostname and Cluster:Port that they can dial.",
            _programs[1].Errors);
        Assert.True(await IsReadyAsync(alone));
    }

    [PostgreSqlFact]
    public async Task A_node_without_seed_nodes_that_was_killed_is_back_whatever_its_address()
    {
        var node = await StartAsync(LoopbackPorts.Take(), seeds: []);
        await Eventually.HoldsAsync(() => IsReadyAsync(node));
        await _programs[0].KillAsync();

        var again = await StartAsync(LoopbackPorts.Take(), seeds: []);

        await Eventually.HoldsAsync(() => IsReadyAsync(again));
    }

    [PostgreSqlFact]
    public async Task A_node_without_seed_nodes_ends_when_others_have_begun_while_it_was_silent()
    {
        var node = await StartAsync(LoopbackPorts.Take(), seeds: []);
        await Eventually.HoldsAsync(() => IsReadyAsync(node));
        var other = AddressOf(LoopbackPorts.Take());

        Report(other);

        Assert.Equal(3, await _programs[0].ExitAsync());
        Assert.Equal($"While this node was silent, others have begun to work on this database: {other}.", _programs[0].Errors);
    }

    [PostgreSqlFact]
    public async Task A_node_ends_when_another_one_has_started_with_another_time_zone_in_the_same_moment()
    {
        var port = LoopbackPorts.Take();
        var node = await StartAsync(port, seeds: [port]);
        await Eventually.HoldsAsync(() => IsReadyAsync(node));

        Database.Execute("update pinned_setting set value = 'Europe/Berlin' where name = 'time-zone'");

        Assert.Equal(3, await _programs[0].ExitAsync());
        Assert.Equal(
            "The setting Restaurant:TimeZone is 'UTC', and another node has started with 'Europe/Berlin' meanwhile; allowed is the same on all nodes.", _programs[0].Errors);
    }

    private async Task<HttpClient> StartAsync(int port, int[] seeds, params string[] also)
    {
        var (program, address) = await ProgramUnderTest.ServeAsync(
            Database.Folder,
            [.. Database.Arguments, $"--Cluster:Port={port}", $"--Cluster:SeedNodes={string.Join(',', seeds.Select(AddressOf))}", .. also]);
        _programs.Add(program);
        var client = new HttpClient { BaseAddress = address };
        _clients.Add(client);
        return client;
    }

    private void Report(string address) => Database.Execute(
        $"insert into node_report values ('{address}', '{Guid.CreateVersion7()}', now(), true) on conflict (address) do update set reported_at = now()");

    private static string AddressOf(int port) => $"akka.tcp://restaurant@127.0.0.1:{port}";

    private static async Task<bool> IsReadyAsync(HttpClient node) => (await node.GetAsync("/health/ready")).IsSuccessStatusCode;

    private static async Task<string?> WhyNotReadyAsync(HttpClient node) => (string?)(await JsonAsync(node, "/health/ready"))["reason"];

    private static async Task<IReadOnlyList<(string Status, bool Reachable)>> MembersAsync(HttpClient node) =>
        [.. (await JsonAsync(node, "/admin/cluster"))["members"]!.AsArray().Select(member => ((string)member!["status"]!, (bool)member["reachable"]!))];

    private static async Task<JsonNode> JsonAsync(HttpClient node, string path)
    {
        using var answer = await node.GetAsync(path);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
