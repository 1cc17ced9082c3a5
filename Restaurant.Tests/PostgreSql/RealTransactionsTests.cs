using CsCheck;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.PostgreSql;

/// <summary>The play of late commits with the server's own transactions, locks and numbers, and with the proof that is shipped.</summary>
[Trait("Database", "PostgreSql")]
public sealed class RealTransactionsTests : ReadModelTest
{
    [PostgreSqlFact]
    public Task However_transactions_end_and_whatever_fails_the_tables_are_those_of_a_plain_replay() =>
        LateCommits.Moves.SampleAsync(async moves => Assert.Null(await PlayAsync(moves, () => BurntProofs.For(Database))), iter: 40, threads: 1);

    [PostgreSqlFact]
    public async Task A_proof_that_does_not_ask_who_writes_is_found_out()
    {
        // The counterpart: with a proof that is right for one writer at a time the same check does fail.
        var caught = false;
        await LateCommits.Moves.SampleAsync(
            async moves =>
            {
                caught = caught || await PlayAsync(moves, () => BurntProofs.Sqlite) is not null;
            },
            iter: 40,
            threads: 1);

        Assert.True(caught);
    }

    private async Task<string?> PlayAsync(IReadOnlyList<int> moves, Func<BurntProof> proof)
    {
        Execute($"truncate journal restart identity; {LateCommits.Clear}");
        var writer = new JournalWriter(Database);
        await using var writers = new RealWriters(Database, writer, proof);
        var play = new LateCommits(writers, writer, Database);
        await play.RunAsync(moves);
        return await play.WhatWentWrongAsync();
    }
}
