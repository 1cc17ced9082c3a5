using System.Data.Common;
using Akka.Actor;
using Dapper;
using Npgsql;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.PostgreSql;

/// <summary>A group is started again, or somewhere else, while writers are at work in its gaps.</summary>
[Trait("Database", "PostgreSql")]
public sealed class TakeoverTests : LiveStreamTest
{
    [PostgreSqlFact]
    public async Task A_group_that_starts_again_waits_for_the_gaps_that_it_left_open()
    {
        await Store().OpenAsync(CancellationToken.None);
        var system = StartSystem();
        var group = StartGroup(system);
        await using var first = await Writer.BeginAsync(Writer.Next("a", MenuItemAdded("a").Item2));
        await using var second = await Writer.BeginAsync(Writer.Next("b", MenuItemAdded("b").Item2));
        await using var never = await Writer.BeginAsync(Writer.Next("n", MenuItemAdded("n").Item2));
        await Writer.AppendAsync(MenuItemAdded("c"));
        await IsAtAsync(4, "[[1,3]]");

        await group.GracefulStop(TimeSpan.FromSeconds(10));
        await first.CommitAsync();
        StartGroup(system);

        await Writer.AppendAsync(MenuItemModified("a", "A"));
        await IsAtAsync(5, "[[2,3]]");
        await never.RollbackAsync();
        await second.CommitAsync();
        await IsAtAsync(5, "[]");
        Assert.Equal("4 events, 6 rows, 0 differences, 0 events wait", (await VerifyAsync()).ToString());
    }

    [PostgreSqlFact]
    public async Task A_copy_that_takes_over_while_the_old_one_lives_applies_what_comes_late_once()
    {
        await Store().OpenAsync(CancellationToken.None);
        var old = StartGroup(StartSystem());
        await using var first = await Writer.BeginAsync(Writer.Next("a", MenuItemAdded("a").Item2));
        await using var second = await Writer.BeginAsync(Writer.Next("b", MenuItemAdded("b").Item2));
        await Writer.AppendAsync(MenuItemAdded("c"));
        await IsAtAsync(3, "[[1,2]]");

        StartGroup(StartSystem());
        await first.CommitAsync();
        await Writer.AppendAsync(MenuItemModified("a", "A"));
        await IsAtAsync(4, "[[2,2]]");
        await old.GracefulStop(TimeSpan.FromSeconds(10));
        await second.CommitAsync();
        await Writer.AppendAsync(MenuItemModified("b", "B"));

        await IsAtAsync(5, "[]");
        Assert.Equal("5 events, 6 rows, 0 differences, 0 events wait", (await VerifyAsync()).ToString());
    }

    [PostgreSqlFact]
    public async Task A_group_that_moves_to_and_fro_under_late_writers_applies_each_row_once_and_in_order()
    {
        await Store().OpenAsync(CancellationToken.None);
        ActorSystem[] systems = [StartSystem(), StartSystem()];
        var group = StartGroup(systems[0]);
        var (random, late) = (new Random(5), new List<DbTransaction>());
        for (var item = 0; item < 400; item++)
        {
            late.Add(await Writer.BeginAsync(Writer.Next($"{item}", MenuItemAdded($"{item}").Item2)));
            // Up to eight at work, which end in any order; one of four gives up.
            while (late.Count > 8 || (late.Count > 0 && random.Next(2) == 0))
            {
                var ended = late[random.Next(late.Count)];
                late.Remove(ended);
                await EndAsync(ended, commit: random.Next(4) > 0);
            }

            if (item % 100 == 50)
            {
                // The next one is at work before this one has gone.
                var before = group;
                group = StartGroup(systems[item / 100 % 2]);
                await before.GracefulStop(TimeSpan.FromSeconds(10));
            }
        }

        foreach (var transaction in late)
        {
            await EndAsync(transaction, commit: true);
        }

        var head = await Journal.HeadAsync(CancellationToken.None);
        await IsAtAsync(head, "[]");
        var verified = await VerifyAsync();
        Assert.Equal((0, 0, Scalar<long>("select count(*) from journal")), (verified.Differing, verified.Waiting, verified.Events));
    }

    [PostgreSqlFact]
    public async Task A_copy_that_is_frozen_in_its_transaction_holds_the_group_up_for_a_while_and_not_for_ever()
    {
        await Store().OpenAsync(CancellationToken.None);
        StartGroup(StartSystem());
        await Writer.AppendAsync(MenuItemAdded("a"));
        await IsAtAsync(1, "[]");
        await using var frozen = await Database.ConnectAsync(CancellationToken.None);
        await using var transaction = await frozen.BeginTransactionAsync();
        await frozen.ExecuteAsync("update projection_group set revision = revision + 1", transaction: transaction);

        await Writer.AppendAsync(MenuItemAdded("b"));

        await IsAtAsync(2, "[]");
        await Assert.ThrowsAsync<PostgresException>(() => transaction.CommitAsync());
        Assert.Equal("2 events, 4 rows, 0 differences, 0 events wait", (await VerifyAsync()).ToString());
    }

    private static async Task EndAsync(DbTransaction transaction, bool commit)
    {
        await using var connection = transaction.Connection!;
        await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
    }

    private Task IsAtAsync(long offset, string gaps) => Eventually.HoldsAsync(
        () => Scalar<long>($"select count(*) from projection_group where ledger_offset = {offset} and gaps = '{gaps}'") == 1);
}
