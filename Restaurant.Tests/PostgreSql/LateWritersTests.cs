using System.Data.Common;
using Dapper;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.PostgreSql;

/// <summary>Writers side by side on a real server: their numbers are committed late, or never.</summary>
[Trait("Database", "PostgreSql")]
public sealed class LateWritersTests : LiveStreamTest
{
    [PostgreSqlFact]
    public async Task A_row_that_is_committed_late_is_applied_in_its_aggregates_order_and_holds_nothing_up()
    {
        await Store().OpenAsync(CancellationToken.None);
        StartGroup(StartSystem());
        await using var late = await WriteAsync(Writer.Next("a", MenuItemAdded("a").Item2));
        await Writer.AppendAsync(MenuItemAdded("b"));
        await Eventually.HoldsAsync(() => Scalar<long>(Rows("b")) == 1);
        // The group has looked into the gap several times while its writer lives.
        await Eventually.HoldsAsync(() => Scalar<string>(Gaps) == "[[1,1]]");
        await Writer.AppendAsync(MenuItemAdded("c"));
        await Eventually.HoldsAsync(() => Scalar<long>(Rows("c")) == 1);
        Assert.Equal(0, Scalar<long>(Rows("a")));

        await late.CommitAsync();
        await Writer.AppendAsync(MenuItemModified("a", "A"));

        await Eventually.HoldsAsync(() => Scalar<long>("select ledger_offset from projection_group where gaps = '[]'") == 4);
        Assert.Equal("4 events, 6 rows, 0 differences, 0 events wait", (await VerifyAsync()).ToString());
    }

    [PostgreSqlFact]
    public async Task A_number_that_was_rolled_back_is_given_up_as_soon_as_no_one_can_bring_it()
    {
        var store = Store();
        var position = await store.OpenAsync(CancellationToken.None);
        await using (await WriteAsync(Writer.Next("a", MenuItemAdded("a").Item2)))
        {
            position = await store.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);
            position = await store.ApplyAsync(position, [], CancellationToken.None);
            Assert.Equal("[[1,1]]", position.Ledger.FormatGaps());
        }

        position = await store.ApplyAsync(position, [], CancellationToken.None);

        Assert.Equal("[]", position.Ledger.FormatGaps());
    }

    [PostgreSqlFact]
    public async Task A_writer_that_came_later_does_not_keep_a_gap_open()
    {
        var store = Store();
        var position = await store.OpenAsync(CancellationToken.None);
        await using var first = await WriteAsync(Writer.Next("a", MenuItemAdded("a").Item2));
        position = await store.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);
        await using var second = await WriteAsync(Writer.Next("c", MenuItemAdded("c").Item2));

        await first.RollbackAsync();
        position = await store.ApplyAsync(position, [], CancellationToken.None);

        Assert.Equal("[]", position.Ledger.FormatGaps());
    }

    [PostgreSqlFact]
    public async Task A_prepared_transaction_keeps_its_gap_open_until_it_is_committed()
    {
        var store = Store();
        var position = await store.OpenAsync(CancellationToken.None);
        await using (var prepared = await WriteAsync(Writer.Next("a", MenuItemAdded("a").Item2)))
        {
            position = await store.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);
            await prepared.Connection!.ExecuteAsync("prepare transaction 'late'", transaction: prepared);
        }

        position = await store.ApplyAsync(position, [], CancellationToken.None);
        // A copy that starts anew has no notes.
        position = await Store().ApplyAsync(position, [], CancellationToken.None);
        Assert.Equal("[[1,1]]", position.Ledger.FormatGaps());

        Execute("commit prepared 'late'");
        position = await store.ApplyAsync(position, [], CancellationToken.None);
        Assert.Equal(new GapLedger(2, []), position.Ledger);
        Assert.Equal("2 events, 4 rows, 0 differences, 0 events wait", (await VerifyAsync()).ToString());
    }

    [PostgreSqlFact]
    public async Task Those_who_read_dump_or_tidy_the_journal_keep_no_gap_open()
    {
        var store = Store();
        var position = await store.OpenAsync(CancellationToken.None);
        await (await WriteAsync(Writer.Next("a", MenuItemAdded("a").Item2))).RollbackAsync();
        await using var others = await Database.ConnectAsync(CancellationToken.None);
        await using var reading = await others.BeginTransactionAsync();
        // The locks of a dump and of a vacuum.
        await others.ExecuteAsync("select count(*) from journal; lock table journal in access share mode; lock table journal in share update exclusive mode", transaction: reading);

        position = await store.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);

        Assert.Equal(new GapLedger(2, []), position.Ledger);
    }

    private const string Gaps = "select gaps from projection_group";

    private static string Rows(string item) => $"select count(*) from menu where id = '{item}'";

    /// <summary>Stores a row, and leaves its transaction open. It ends with the test at the latest, since the connection does.</summary>
    private async Task<DbTransaction> WriteAsync(JournalWriter.Row row)
    {
        var connection = await Database.ConnectAsync(CancellationToken.None);
        var transaction = await connection.BeginTransactionAsync();
        await Writer.InsertAsync(connection, transaction, row);
        return transaction;
    }
}
