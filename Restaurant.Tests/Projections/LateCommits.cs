using System.Data.Common;
using CsCheck;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Runtime;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

/// <summary>
/// A play on a real store: writers side by side that take numbers and commit them whenever they like, or never; two copies of a group that
/// read, park, try again, build tables anew, lose to each other, die between any two statements, and restart at any time.
/// </summary>
/// <param name="database">What the group is on: where it is one that can die, it does.</param>
/// <param name="numbered">A projection that is not built anew, and parks nothing, beside which is recorded what it is given; null for one that does all of it.</param>
internal sealed class LateCommits(IWriters writers, JournalWriter writer, RestaurantDatabase database, IProjection? numbered = null)
{
    private const int BatchSize = 3;
    private const int PointsToDieAt = 120;

    /// <summary>Each move is a number out of which the play reads what happens and to whom.</summary>
    public static readonly Gen<int[]> Moves = Gen.Int[0, 9_999].Array[10, 80];

    /// <summary>A statement behind which a play can begin on a database that another one was on.</summary>
    public const string Clear =
        """
        delete from journal;
        drop table if exists projection_group; drop table if exists projection_generation; drop table if exists projection_rebuild;
        drop table if exists projection_parked; drop table if exists projection_skipped
        """;

    private static readonly string[] Aggregates = ["a", "b", "c", "d"];

    private readonly RecordingProjection _recorded = new();
    private readonly FailingProjection _menu = new(new MenuProjection());
    private readonly Dictionary<string, JournalWriter.Row> _inFlight = [];
    private readonly Dictionary<string, JournalWriter.Row> _rolledBack = [];
    private readonly HashSet<string> _begun = [];
    private readonly List<RecordedRow> _committed = [];
    private readonly Copy[] _copies = [new(writers.Proof()), new(writers.Proof())];
    private readonly RecentPages _shared = new(new FakeTimeProvider());
    private string? _fault;

    private ProjectionGroup Group => new("test", [numbered ?? _menu, _recorded]);

    public async Task RunAsync(IReadOnlyList<int> moves)
    {
        foreach (var move in moves)
        {
            var (choice, copy) = (move / 20, _copies[move / 20 % _copies.Length]);
            switch (move % 20)
            {
                case 0 or 1 or 2 or 3:
                    await BeginAsync(Aggregates[choice % Aggregates.Length]);
                    break;
                case 4 or 5 or 6:
                    await CommitAsync(choice);
                    break;
                case 7 when Flying(choice) is { } aggregate:
                    _inFlight.Remove(aggregate, out var row);
                    _rolledBack[aggregate] = row!;
                    await writers.RollBackAsync(aggregate);
                    break;
                case 8 or 9 or 10:
                    await StepAsync(copy, choice, ApplyAsync(copy, read: true));
                    break;
                case 11:
                    await StepAsync(copy, choice, ApplyAsync(copy, read: false));
                    break;
                case 12:
                    await DieAsync(choice, () => StepAsync(copy, choice, ApplyAsync(copy, read: true)));
                    break;
                case 13:
                    // Another process goes on where this one has died.
                    _copies[choice % _copies.Length] = new Copy(writers.Proof());
                    break;
                case > 13 when numbered is not null:
                    break;
                case 14:
                    // One of the projections cannot apply what happens to an aggregate, until it can.
                    var faultAt = choice % 2 == 0 ? _ => null : FaultOf($"menu-item-{Aggregates[choice / 2 % Aggregates.Length]}");
                    (_recorded.FaultAt, _menu.FaultAt) = choice / 8 % 2 == 0 ? (faultAt, _menu.FaultAt) : (_recorded.FaultAt, faultAt);
                    break;
                case 15:
                    await StepAsync(copy, choice, RetryAsync(copy, choice));
                    break;
                case 16:
                    await SkipAsync(choice);
                    break;
                case 17:
                    await AskForRebuildAsync(Group.Names[choice % Group.Names.Length]);
                    break;
                case 18:
                    await StepAsync(copy, choice, RebuildAsync(copy, choice));
                    break;
                case 19:
                    await DieAsync(choice, () => StepAsync(copy, choice, choice % 3 == 0 ? RetryAsync(copy, choice) : RebuildAsync(copy, choice)));
                    break;
            }
        }

        // In the end each transaction is over, everything can be applied, and one copy goes on until nothing is left.
        while (_inFlight.Count > 0)
        {
            await CommitAsync(0);
        }

        (_recorded.FaultAt, _menu.FaultAt) = (_ => null, _ => null);
        var last = _copies[0];
        last.Position = null;
        for (var round = 0; round < moves.Count + 3; round++)
        {
            await StepAsync(last, 0, ApplyAsync(last, read: true));
        }

        for (var round = 0; round < 4 * Group.Names.Length + _committed.Count; round++)
        {
            await StepAsync(last, 0, RebuildAsync(last, 0));
        }

        // What was parked while new tables were filled is parked now that they serve.
        for (var round = 0; round < Group.Names.Length * Aggregates.Length; round++)
        {
            await StepAsync(last, 0, RetryAsync(last, 0));
        }
    }

    /// <summary>What the group did wrong, or null.</summary>
    public async Task<string?> WhatWentWrongAsync()
    {
        var store = new GroupStore(database, Group, BurntProofs.Sqlite, TimeProvider.System);
        var position = await store.OpenAsync(CancellationToken.None);
        var applied = await RecordedAsync();
        // What is recorded has its own order, which is checked here.
        var verified = await new Verification(database, UsualProjections.Catalog, TimeProvider.System).RunAsync(new ProjectionGroup(Group.Name, [numbered ?? _menu]), CancellationToken.None);
        return _fault
            ?? (_committed.Except(applied).Any() ? $"Not applied: {string.Join(", ", _committed.Except(applied))}."
            : applied.Count != _committed.Count ? $"Applied more than once, or never committed: {string.Join(", ", applied)}."
            : applied.GroupBy(row => row.PersistenceId).Any(rows => !rows.Select(row => row.Version).SequenceEqual(rows.Select((_, place) => place + 1L))) ? "An aggregate's rows were applied out of order."
            : position.Ledger.Gaps.Length > 0 ? "A gap has stayed open."
            : position.SetAside.Parked.Count > 0 ? $"Something has stayed parked: {position.SetAside.Parked.Values.First()}"
            : (await store.RequestsAsync(CancellationToken.None)).Rebuild is not null ? "A rebuild has not come to its end."
            : verified.Differing > 0 ? $"The rows are not those of a plain replay: {verified.Differences[0]}"
            : null);
    }

    // An aggregate has one event under way at a time; a version that was rolled back is written again under another number.
    private async Task BeginAsync(string aggregate)
    {
        if (_inFlight.ContainsKey(aggregate))
        {
            return;
        }

        var row = _rolledBack.Remove(aggregate, out var again) ? again
            : writer.Next(aggregate, (_begun.Add(aggregate) ? MenuItemAdded(aggregate) : MenuItemModified(aggregate, aggregate)).Item2);
        _inFlight[aggregate] = row;
        await writers.BeginAsync(aggregate, row);
    }

    private async Task CommitAsync(int choice)
    {
        if (Flying(choice) is { } aggregate)
        {
            _inFlight.Remove(aggregate, out var row);
            _committed.Add(new RecordedRow(await writers.CommitAsync(aggregate), row!.PersistenceId, row.Event.Version));
        }
    }

    private string? Flying(int choice) => _inFlight.Count == 0 ? null : _inFlight.Keys.Order().ElementAt(choice % _inFlight.Count);

    private async Task StepAsync(Copy copy, int choice, Func<GroupStore, Task<GroupPosition>> step)
    {
        var group = new GroupStore(database, Group, ProofAsync, TimeProvider.System);
        try
        {
            if (copy.Position is null)
            {
                copy.Position = await group.OpenAsync(CancellationToken.None);
                copy.Cursor = copy.Position.Ledger.Offset;
            }

            var before = copy.Position;
            copy.Position = await step(group);
            copy.OneByOne = false;
            if (copy.Position != before && copy.Position != await group.OpenAsync(CancellationToken.None))
            {
                _fault ??= "What a copy knows and what is stored have parted.";
            }
        }
        catch (Exception expected) when (expected is RevisionLostException || database is DyingDatabase { HasDied: true })
        {
            copy.Position = null;
        }
        catch (InvalidDataException)
        {
            copy.Position = null;
            copy.OneByOne = true;
        }
        catch (ProjectionFaultException fault)
        {
            _fault ??= fault.Message;
            copy.Position = null;
        }

        async Task<IReadOnlyList<OrderingRange>> ProofAsync(IReadOnlyList<OrderingRange> gaps, DbTransaction transaction, CancellationToken cancellation)
        {
            var burnt = await copy.Proof(gaps, transaction, cancellation);
            if (choice % 3 == 0 && database is PostgreSqlDatabase)
            {
                // Between the proof and the look, where others can write meanwhile.
                await CommitAsync(choice);
            }

            return burnt;
        }
    }

    private Func<GroupStore, Task<GroupPosition>> ApplyAsync(Copy copy, bool read) => async group =>
    {
        // As the stream: in rising order, never back.
        var batch = read ? await ReadAsync(copy.Cursor) : [];
        copy.Cursor = batch.Count == 0 ? copy.Cursor : batch[^1].Ordering;
        return await (copy.OneByOne
            ? group.ApplyOneByOneAsync(copy.Position!, batch, CancellationToken.None)
            : group.ApplyAsync(copy.Position!, batch, CancellationToken.None));
    };

    private static Func<GroupStore, Task<GroupPosition>> RetryAsync(Copy copy, int choice) => async group =>
        copy.Position!.SetAside.Parked.Keys.OrderBy(parked => parked.PersistenceId, StringComparer.Ordinal).ToList() is { Count: > 0 } parked
            ? await group.RetryAsync(copy.Position, parked[choice % parked.Count], CancellationToken.None)
            : copy.Position;

    private static Func<GroupStore, Task<GroupPosition>> RebuildAsync(Copy copy, int choice) => async group =>
        (await group.RequestsAsync(CancellationToken.None)).Rebuild is { } projection
            ? (await group.RebuildAsync(copy.Position!, projection, oneByOne: choice / 2 % 2 == 1, rate: 0, CancellationToken.None)).Position
            : copy.Position!;

    private async Task SkipAsync(int choice)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        if (await IsOpenedAsync(connection))
        {
            await connection.ExecuteAsync(
                """
                update projection_parked set request = 'skip', requested_by = 'anna', reason = 'no use'
                where projection = @projection and persistence_id = @aggregate and error is not null and version > 1
                """,
                new { projection = Group.Names[choice / 4 % Group.Names.Length], aggregate = $"menu-item-{Aggregates[choice % Aggregates.Length]}" });
        }
    }

    private async Task AskForRebuildAsync(string projection)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        if (await IsOpenedAsync(connection))
        {
            await connection.ExecuteAsync(
                """
                insert into projection_rebuild (projection, fingerprint, suffix, tables, ledger_offset, gaps, events, events_per_second, requested_by, requested_at)
                values (@projection, '', '', '', 0, '[]', 0, 0, 'anna', '') on conflict (projection) do nothing
                """,
                new { projection });
        }
    }

    private async Task<bool> IsOpenedAsync(DbConnection connection) =>
        await connection.ExecuteScalarAsync<bool>($"select exists (select 1 from {database.Sql.ReadTables} t where t.name = 'projection_rebuild')");

    // On a database that cannot die, the power goes behind the rows and before the offset.
    private async Task DieAsync(int choice, Func<Task> step)
    {
        if (database is DyingDatabase dying)
        {
            dying.DieAt(1 + choice % PointsToDieAt);
            await step();
            dying.Live();
        }
        else
        {
            var healthy = _recorded.FaultAt;
            _recorded.FaultAt = _ => new InvalidDataException("The power went.");
            await step();
            _recorded.FaultAt = healthy;
            Array.ForEach(_copies, copy => copy.OneByOne = false);
        }
    }

    private static Func<JournalRow, Exception?> FaultOf(string aggregate) =>
        row => row.PersistenceId == aggregate && row.Event is not SkippedEvent ? new InvalidDataException("It does not fit.") : null;

    private async Task<IReadOnlyList<RecordedRow>> RecordedAsync()
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        return [.. await connection.QueryAsync<RecordedRow>("select ordering as Ordering, persistence_id as PersistenceId, version as Version from recorded order by id")];
    }

    private async Task<IReadOnlyList<JournalRow>> ReadAsync(long cursor)
    {
        // As groups of one node do: what the one has read, the other takes from it, however much has been committed before it meanwhile.
        if (_shared.Behind(cursor) is { Count: > 0 } known)
        {
            return known;
        }

        await using var connection = await database.ConnectAsync(CancellationToken.None);
        var rows = (await new JournalReader(database).ReadAsync(connection, null, [new OrderingRange(cursor + 1, long.MaxValue)], CancellationToken.None)).Take(BatchSize).ToList();
        if (rows.Count > 0)
        {
            _shared.Keep(cursor, rows);
        }

        return rows;
    }

    private sealed class Copy(BurntProof proof)
    {
        public BurntProof Proof => proof;

        /// <summary>What the copy holds in memory; null when it has to read it.</summary>
        public GroupPosition? Position { get; set; }

        public long Cursor { get; set; }

        /// <summary>Something was tried in vain.</summary>
        public bool OneByOne { get; set; }
    }
}

/// <summary>A row of what a <see cref="RecordingProjection"/> was given.</summary>
internal sealed record RecordedRow(long Ordering, string PersistenceId, long Version);
