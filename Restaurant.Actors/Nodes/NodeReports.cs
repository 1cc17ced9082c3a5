using Dapper;
using Restaurant.Actors.Persistence;

namespace Restaurant.Actors.Nodes;

/// <summary>
/// Where the nodes that work on one PostgreSQL database say that they are there: the one thing that they all see when they do not see each
/// other. Every age is by the server's clock.
/// </summary>
/// <param name="address">The node's own, such as <c>akka.tcp://restaurant@node1:4053</c>.</param>
public sealed class NodeReports(RestaurantDatabase database, string address)
{
    /// <summary>How often a node reports.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // One that has missed two reports is gone, or frozen.
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(5);

    // Longer than it takes to see and down a node that is gone, so that nobody takes a cluster for gone that is only in trouble.
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(30);

    private readonly Guid _instance = Guid.CreateVersion7();

    /// <summary>Takes the address, as a node that is not in a cluster yet.</summary>
    /// <returns>Whether it is this node's: not when another one has reported with it a moment ago.</returns>
    public async Task<bool> ClaimAsync(CancellationToken cancellation) => await ExecuteAsync(
        """
        insert into node_report (address, instance, reported_at, is_member) values (@address, @instance, now(), false)
        on conflict (address) do update set instance = @instance, reported_at = now(), is_member = false
        where node_report.instance = @instance or node_report.reported_at < now() - @alive
        """,
        new { address, instance = _instance, alive = Alive },
        cancellation) == 1;

    /// <summary>Says that the node is there, and in a cluster.</summary>
    /// <returns>Whether the address is still this node's: not when another one has taken it.</returns>
    public async Task<bool> RenewAsync(CancellationToken cancellation) => await ExecuteAsync(
        """
        insert into node_report (address, instance, reported_at, is_member) values (@address, @instance, now(), true)
        on conflict (address) do update set reported_at = now(), is_member = true
        where node_report.instance = @instance
        """,
        new { address, instance = _instance },
        cancellation) == 1;

    /// <summary>The addresses of the others that are in a cluster, or were a moment ago and have not left it.</summary>
    public async Task<IReadOnlyList<string>> OthersAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            "select address from node_report where is_member and address <> @address and reported_at >= now() - @recent order by address",
            new { address, recent = Recent },
            cancellationToken: cancellation))];
    }

    /// <summary>The addresses of the others that are alive and in a cluster. Of those that are in none yet, the ones that have precedence.</summary>
    public async Task<IReadOnlyList<string>> AliveAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            "select address from node_report where (is_member or address < @address) and address <> @address and reported_at >= now() - @alive order by address",
            new { address, alive = Alive },
            cancellationToken: cancellation))];
    }

    /// <summary>The addresses of others that are alive and in a cluster, and were started after this node.</summary>
    public async Task<IReadOnlyList<string>> LaterAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        // Instances rise with the time at which they were made.
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            "select address from node_report where is_member and instance > @instance and reported_at >= now() - @alive order by address",
            new { instance = _instance, alive = Alive },
            cancellationToken: cancellation))];
    }

    /// <summary>Takes the report back: the node is in no cluster any more.</summary>
    public Task RemoveAsync(CancellationToken cancellation) =>
        ExecuteAsync("delete from node_report where address = @address and instance = @instance", new { address, instance = _instance }, cancellation);

    private async Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellation));
    }
}
