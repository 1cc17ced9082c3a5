using System.Globalization;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime.Parking;

/// <summary>What is parked, for those who look after it, and what they ask of it.</summary>
public sealed class ParkedView(RestaurantDatabase database, ProjectionCatalog projections)
{
    private const string Order = "parkedAt";

    // What is parked in tables that are being filled is seen when they serve.
    private readonly string[] _serving = [.. projections.All.SelectMany(group => group.Names)];

    private static readonly string Select =
        $"""
        select {ReadTable<ParkedEvent>.Columns("p")}, j.manifest as Type,
            (select count(*) from projection_parked w where w.projection = p.projection and w.persistence_id = p.persistence_id and w.error is null) as Waiting
        from projection_parked p left join journal j on j.ordering = p.ordering
        """;

    /// <summary>The events that could not be applied, those that were parked first at the head, each with how many wait behind it.</summary>
    /// <param name="limit">The most that the page holds.</param>
    /// <exception cref="CursorMismatchException">The cursor is one of another list.</exception>
    public async Task<Page<ParkedEntry>> ListAsync(int limit, Cursor? after, CancellationToken cancellation)
    {
        Cursor.Demand(after, Order);
        var where = new Conditions();
        where.Add("p.error is not null");
        where.AddIf(true, database.Sql.In("p.projection", "@projections"), ("projections", _serving));
        if (after is not null)
        {
            if (!TryParse(after.Id, out var projection, out var ordering))
            {
                throw new CursorMismatchException();
            }

            where.AddIf(true, "(p.parked_at, p.projection, p.ordering) > (@key, @projection, @ordering)", ("key", after.Key), ("projection", projection), ("ordering", ordering));
        }

        await using var connection = await database.ConnectAsync(cancellation);
        var rows = await connection.QueryAsync<ParkedEntry>(new CommandDefinition(
            $"{Select} {where} order by p.parked_at, p.projection, p.ordering limit {limit + 1}", where.Parameters, cancellationToken: cancellation));
        return Page<ParkedEntry>.Of([.. rows], limit, last => new Cursor(Order, last.ParkedAt, last.Address()));
    }

    /// <summary>Asks the group of an event's projection to try it once more.</summary>
    /// <param name="address">See <see cref="ParkedEvent.Address"/>.</param>
    /// <returns>The event, or null when none of this address could not be applied.</returns>
    public Task<ParkedEntry?> RetryAsync(string address, string by, CancellationToken cancellation) => AskAsync(address, ParkedEvent.Retry, by, reason: null, cancellation);

    /// <summary>Asks it to pass over the event for ever.</summary>
    /// <inheritdoc cref="RetryAsync"/>
    /// <param name="reason">Why; it is kept.</param>
    public Task<ParkedEntry?> SkipAsync(string address, string by, string reason, CancellationToken cancellation) => AskAsync(address, ParkedEvent.Skip, by, reason, cancellation);

    private async Task<ParkedEntry?> AskAsync(string address, string request, string by, string? reason, CancellationToken cancellation)
    {
        if (!TryParse(address, out var projection, out var ordering) || !_serving.Contains(projection))
        {
            return null;
        }

        await using var connection = await database.ConnectAsync(cancellation);
        var asked = new { projection, ordering, request, by, reason };
        await connection.ExecuteAsync(new CommandDefinition(
            // A skip that is yet to be done stays one.
            """
            update projection_parked set request = @request, requested_by = @by, reason = @reason
            where projection = @projection and ordering = @ordering and error is not null and (@request <> 'retry' or request is distinct from 'skip')
            """,
            asked,
            cancellationToken: cancellation));
        return await connection.QuerySingleOrDefaultAsync<ParkedEntry>(new CommandDefinition(
            $"{Select} where p.projection = @projection and p.ordering = @ordering and p.error is not null", asked, cancellationToken: cancellation));
    }

    private static bool TryParse(string address, out string projection, out long ordering)
    {
        var hyphen = address.LastIndexOf('-');
        projection = hyphen < 0 ? "" : address[..hyphen];
        return long.TryParse(address.AsSpan(hyphen + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ordering) && hyphen > 0 && !projection.Contains('\0', StringComparison.Ordinal);
    }
}
