using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Deadlines;

/// <summary>The deadlines of orders, with the restaurant's settings.</summary>
public sealed class DeadlinesView(RestaurantDatabase database, HouseRules rules)
{
    /// <summary>Those of one kind that have passed at a time, the oldest first.</summary>
    /// <param name="after">Behind which one the list begins; null for the oldest.</param>
    /// <param name="limit">The most that it holds.</param>
    public async Task<IReadOnlyList<OrderDeadline>> DueAsync(DeadlineKind kind, DateTimeOffset at, OrderDeadline? after, int limit, CancellationToken cancellation)
    {
        var timeLimit = kind.Limit(rules);
        var (sql, parameters) = Statement(kind, at - timeLimit, after, limit);
        await using var connection = await database.ConnectAsync(cancellation);
        return
        [
            .. (await connection.QueryAsync<DueRow>(new CommandDefinition(sql, parameters, cancellationToken: cancellation)))
                .Select(row => (row.Id, Since: Timestamps.Parse(row.Since)))
                .Select(due => new OrderDeadline(kind, due.Id, due.Since, due.Since + timeLimit)),
        ];
    }

    /// <summary>How long ago the oldest one of a kind passed that is still there; zero when there is none.</summary>
    public async Task<TimeSpan> OverdueAsync(DeadlineKind kind, DateTimeOffset at, CancellationToken cancellation) =>
        await DueAsync(kind, at, after: null, limit: 1, cancellation) is [var oldest] ? at - oldest.At : TimeSpan.Zero;

    internal static (string Sql, DynamicParameters Parameters) Statement(DeadlineKind kind, DateTimeOffset until, OrderDeadline? after, int limit)
    {
        var since = $"d.{kind.Column}";
        var where = new Conditions();
        // What the index is made for is said outright: not each database concludes it.
        where.Add($"{since} is not null");
        where.AddIf(true, $"{since} <= @until", ("until", Timestamps.Format(until)));
        where.AddIf(after is not null, $"({since}, d.id) > (@key, @id)", ("key", Time.Format(after?.Since)), ("id", after?.OrderId));
        return ($"select d.id as Id, {since} as Since from deadlines d {where} order by {since}, d.id limit {limit}", where.Parameters);
    }

    private sealed record DueRow
    {
        public required string Id { get; init; }

        public required string Since { get; init; }
    }
}
