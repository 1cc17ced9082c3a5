using System.Data.Common;
using CsCheck;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

/// <summary>
/// A play on a real store: writers side by side that take numbers and commit them whenever they like, or never; two copies of a group that
/// read, fail, lose to each other and restart at any time.
/// </summary>
/// <param name="store">Makes a copy of the group, with a proof.</param>
internal sealed class LateCommits(IWriters writers, JournalWriter writer, RestaurantDatabase database, Func<BurntProof, GroupStore> store, RecordingProjection recorded)
{
    private const int BatchSize = 3;

    /// <summary>Each move is a number out of which the play reads what happens and to whom.</summary>
    public static readonly Gen<int[]> Moves = Gen.Int[0, 999].Array[10, 60];

    private static readonly string[] Aggregates = ["a", "b", "c", "d"];

    private readonly Dictionary<string, JournalWriter.Row> _inFlight = [];
    private readonly Dictionary<string, JournalWriter.Row> _rolledBack = [];
    private readonly HashSet<string> _begun = [];
    private readonly List<RecordedRow> _committed = [];
    private readonly Copy[] _copies = [new(writers.Proof()), new(writers.Proof())];
    private string? _fault;

    public async Task RunAsync(IReadOnlyList<int> moves)
    {
        foreach (var move in moves)
        {
            var (choice, copy) = (move / 10, _copies[move / 10 % _copies.Length]);
            switch (move % 10)
            {
                case 0 or 1 or 2:
                    await BeginAsync(Aggregates[choice % Aggregates.Length]);
                    break;
                case 3 or 4:
                    await CommitAsync(choice);
                    break;
                case 5 when Flying(choice) is { } aggregate:
                    _inFlight.Remove(aggregate, out var row);
                    _rolledBack[aggregate] = row!;
                    await writers.RollBackAsync(aggregate);
                    break;
                case 6 or 7:
                    await StepAsync(copy, choice, read: true);
                    break;
                case 8:
                    await StepAsync(copy, choice, read: false);
                    break;
                case 9 when choice % 2 == 0:
                    recorded.Fault = () => new IOException("The power went.");
                    await StepAsync(copy, choice, read: true);
                    recorded.Fault = () => null;
                    break;
                case 9:
                    // Another process goes on where this one has died.
                    _copies[choice % _copies.Length] = new Copy(writers.Proof());
                    break;
            }
        }

        // In the end each transaction is over, and one copy goes on until nothing is left.
        while (_inFlight.Count > 0)
        {
            await CommitAsync(0);
        }

        _copies[0].Position = null;
        for (var round = 0; round < moves.Count + 3; round++)
        {
            await StepAsync(_copies[0], 0, read: true);
        }
    }

    /// <summary>What the group did wrong, or null.</summary>
    public async Task<string?> WhatWentWrongAsync(IReadOnlyList<RecordedRow> applied)
    {
        var ledger = (await store(BurntProofs.Sqlite).OpenAsync(CancellationToken.None)).Ledger;
        return _fault
            ?? (!applied.OrderBy(row => row.Ordering).SequenceEqual(_committed.OrderBy(row => row.Ordering)) ? "Not each row was applied once."
            : applied.GroupBy(row => row.PersistenceId).Any(rows => !rows.Select(row => row.Version).SequenceEqual(rows.Select((_, place) => place + 1L))) ? "An aggregate's rows were applied out of order."
            : ledger.Gaps.Length > 0 ? "A gap has stayed open."
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

    private async Task StepAsync(Copy copy, int choice, bool read)
    {
        var group = store(ProofAsync);
        try
        {
            if (copy.Position is null)
            {
                copy.Position = await group.OpenAsync(CancellationToken.None);
                copy.Cursor = copy.Position.Ledger.Offset;
            }

            // As the stream: in rising order, never back.
            var batch = read ? await ReadAsync(copy.Cursor) : [];
            copy.Cursor = batch.Count == 0 ? copy.Cursor : batch[^1].Ordering;
            copy.Position = await group.ApplyAsync(copy.Position, batch, CancellationToken.None);
        }
        catch (Exception expected) when (expected is IOException or RevisionLostException)
        {
            copy.Position = null;
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

    private async Task<IReadOnlyList<JournalRow>> ReadAsync(long cursor)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        return [.. (await new JournalReader(database).ReadAsync(connection, null, [new OrderingRange(cursor + 1, long.MaxValue)], CancellationToken.None)).Take(BatchSize)];
    }

    private sealed class Copy(BurntProof proof)
    {
        public BurntProof Proof => proof;

        /// <summary>What the copy holds in memory; null when it has to read it.</summary>
        public GroupPosition? Position { get; set; }

        public long Cursor { get; set; }
    }
}
