using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Persistence;
using Restaurant.Tests.Documents;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.PostgreSql;

/// <summary>The program on a server that is not as it should be.</summary>
[Trait("Database", "PostgreSql")]
public sealed class StartTests : IDisposable
{
    private readonly Lazy<PostgreSqlTestDatabase> _database = new(() => new PostgreSqlTestDatabase());

    private PostgreSqlTestDatabase Database => _database.Value;

    public void Dispose()
    {
        if (_database.IsValueCreated)
        {
            Database.Dispose();
        }
    }

    [PostgreSqlFact]
    public Task A_wrong_password_is_one_line() => IsRefusedAsync(
        "password authentication failed", new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Password = "wrong" }.ConnectionString);

    [PostgreSqlFact]
    public Task A_database_that_the_server_does_not_have_is_one_line() => IsRefusedAsync(
        "database \"nowhere\" does not exist", new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Database = "nowhere" }.ConnectionString);

    [PostgreSqlTheory]
    [InlineData("create table journal (id integer)", "it has the table journal, and")]
    [InlineData("create schema read; create table public.node_report (id integer)", "it has the schema read, the table node_report, and")]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_is(string made, string found)
    {
        const string names = "select string_agg(schemaname || '.' || tablename, ' ' order by tablename) from pg_tables where schemaname in ('public', 'read')";
        Database.Execute(made);
        var before = Database.Scalar<string>(names);

        await IsRefusedAsync(found);

        Assert.Equal(before, Database.Scalar<string>(names));
    }

    [PostgreSqlFact]
    public async Task A_database_that_a_newer_program_has_made_is_refused()
    {
        Database.Open().Dispose();
        Database.Execute("insert into schemaversions (scriptname, applied) values ('Restaurant.PostgreSql.9999-to-come.sql', now())");

        await IsRefusedAsync("is newer than this program, or another one's: it has been given the script Restaurant.PostgreSql.9999-to-come.sql");
    }

    [PostgreSqlFact]
    public async Task A_journal_without_a_column_is_refused()
    {
        Database.Open().Dispose();
        Database.Execute("alter table journal drop column manifest");

        await IsRefusedAsync("column \"manifest\" does not exist");
    }

    [PostgreSqlFact]
    public async Task A_sequence_that_sessions_take_numbers_from_in_advance_is_refused()
    {
        Database.Open().Dispose();
        Database.Execute("alter table journal alter column ordering set cache 20");

        await IsRefusedAsync("CACHE 20; needed is CACHE 1");
    }

    [PostgreSqlFact]
    public async Task A_standby_is_refused()
    {
        using var standby = new PostgreSqlServer(standby: true);
        var at = new NpgsqlConnectionStringBuilder(standby.ConnectionString);

        await IsRefusedAsync(
            $"The database 'postgres' on {at.Host}:{at.Port} is a standby: it takes no writes, and shows them late. Name the primary.", standby.ConnectionString);
    }

    [PostgreSqlFact]
    public async Task Nodes_that_start_together_make_the_tables_once()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PostgreSqlDatabase.OpenAsync(Database.ConnectionString, CancellationToken.None)));

        Array.ForEach(nodes, node => node.Dispose());
        var scripts = Directory.GetFiles(Path.Combine(Repository.Root, "Restaurant.Actors", "Persistence", "Scripts", "PostgreSql"));
        Assert.Equal(scripts.Length, Database.Scalar<long>("select count(*) from schemaversions"));
    }

    [PostgreSqlFact]
    public async Task A_database_that_takes_no_connections_yet_is_waited_for()
    {
        Database.OnServer($"alter database {Database.Name} allow_connections false");
        var address = FreeAddress();
        using var program = ProgramUnderTest.Start(Database.Folder, ["--urls", address.ToString(), .. Database.Arguments]);
        using var client = new HttpClient { BaseAddress = address };

        await IsReadyAsync(client, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("not currently accepting connections", await ReasonAsync(client), StringComparison.Ordinal);
        Assert.Equal("live", (string?)(await client.GetFromJsonAsync<JsonObject>("/health/live"))!["status"]);
        Assert.Contains("http_server_active_requests{", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        using var refused = await client.PostAsync("/menu/items", JsonContent.Create(new { description = "Peperoni", price = 10 }));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        Database.OnServer($"alter database {Database.Name} allow_connections true");

        await IsReadyAsync(client, HttpStatusCode.OK);
        // Pools of connections go by a name: the driver's metrics would show how to connect otherwise.
        var pools = new Figures(await client.GetStringAsync("/metrics")).Of("db_client_connection_max").ToList();
        Assert.NotEmpty(pools);
        Assert.All(pools, pool => Assert.Matches("^db_client_connection_max{db_client_connection_pool_name=\"restaurant(-journal)?\"}$", pool.Key));
        Assert.Equal(0, await program.TerminateAsync());
        Assert.Single(program.Output.Split('\n'), line => line.Contains("does not answer", StringComparison.Ordinal));
    }

    [PostgreSqlFact]
    public async Task A_database_that_answers_at_first_and_then_no_more_is_waited_for()
    {
        Database.Open().Dispose();
        var address = FreeAddress();
        await using var other = new NpgsqlConnection(Database.ConnectionString);
        await other.OpenAsync();
        var held = await other.BeginTransactionAsync();
        await other.ExecuteAsync("lock table pinned_setting in access exclusive mode");
        using var program = ProgramUnderTest.Start(
            Database.Folder, ["--urls", address.ToString(), .. Database.Arguments, $"--ConnectionStrings:Restaurant={Database.ConnectionString};Command Timeout=1"]);
        using var client = new HttpClient { BaseAddress = address };

        await IsReadyAsync(client, HttpStatusCode.ServiceUnavailable);
        await held.RollbackAsync();

        await IsReadyAsync(client, HttpStatusCode.OK);
        Assert.Equal(0, await program.TerminateAsync());
    }

    [PostgreSqlTheory]
    [InlineData("127.0.0.1", "Connection refused")]
    [InlineData("unknown.invalid", "Name or service not known")]
    public async Task A_server_that_is_not_there_is_waited_for_and_the_wait_can_be_stopped(string host, string reason)
    {
        var address = FreeAddress();
        using var program = ProgramUnderTest.Start(
            Database.Folder, ["--urls", address.ToString(), "--Restaurant:Database=PostgreSql", $"--ConnectionStrings:Restaurant=Host={host};Port={FreeAddress().Port};Username=x"]);
        using var client = new HttpClient { BaseAddress = address };

        await IsReadyAsync(client, HttpStatusCode.ServiceUnavailable);

        Assert.Matches($"'x' on {host}:[0-9]+ does not answer: .*{reason}", await ReasonAsync(client));
        Assert.Equal(0, await program.TerminateAsync());
    }

    // Else each of them would build the tables of sales anew as soon as the group of projections comes to it.
    [PostgreSqlFact]
    public async Task Another_time_zone_than_that_of_the_other_nodes_is_refused_and_taken_when_none_of_them_runs()
    {
        using var database = Database.Open();
        await PinAsync("Europe/Berlin");
        Database.Execute($"insert into node_report values ('akka.tcp://restaurant@node2:4053', '{Guid.CreateVersion7()}', now(), true)");
        await PinAsync("Europe/Berlin");

        await IsRefusedAsync(
            "The setting Restaurant:TimeZone is 'UTC'; allowed is 'Europe/Berlin' as long as other nodes run with it, or did half a minute ago: akka.tcp://restaurant@node2:4053. For another one, stop all of them first.",
            also: ["--Restaurant:TimeZone=UTC"]);
        // Its own report, from before it was started again, is not another node's.
        await PinAsync("Asia/Tokyo", "node2", "4053");
        await Assert.ThrowsAsync<StartupException>(() => PinAsync("Europe/Berlin"));
        // One that was killed: it has not taken its report back.
        Database.Execute("update node_report set reported_at = now() - interval '31 seconds'");
        await PinAsync("Europe/Berlin");
        Database.Execute("update node_report set reported_at = now()");
        await PinAsync("Europe/Berlin");
        await Assert.ThrowsAsync<StartupException>(() => PinAsync("Asia/Tokyo"));

        Task PinAsync(string zone, string hostname = "node1", string port = "4053") => PinnedSettings.CheckAsync(
            database,
            RestaurantSettings.Read(new ConfigurationBuilder()
                .AddInMemoryCollection(Database.Settings
                    .Concat([("Restaurant:TimeZone", zone), ("Cluster:Hostname", hostname), ("Cluster:Port", port)])
                    .Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2)))
                .Build()),
            CancellationToken.None);
    }

    private async Task IsRefusedAsync(string reason, string? connectionString = null, params string[] also)
    {
        var (exitCode, errors) = await ProgramUnderTest.RunAsync(
            Database.Folder, ["--urls=http://127.0.0.1:0", .. Database.Arguments, $"--ConnectionStrings:Restaurant={connectionString ?? Database.ConnectionString}", .. also]);

        Assert.Equal(1, exitCode);
        Assert.Contains(reason, Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
    }

    private static Task IsReadyAsync(HttpClient client, HttpStatusCode expected) => Eventually.HoldsAsync(async () =>
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready");
            return answer.StatusCode == expected;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet, or not again yet.
            return false;
        }
    });

    private static async Task<string> ReasonAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/health/ready");
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["reason"]!;
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}");
    }
}
