using Npgsql;

namespace Restaurant.Benchmarks.ReadSide;

/// <summary>Numbers of the journal that no row will ever bear, as a write leaves them behind that is rolled back.</summary>
internal static class BurntNumbers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const string Insert =
        """
        insert into public.journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
        values (0, false, 'burnt', 1, '', '', 0, '')
        """;

    /// <summary>Burns one every second.</summary>
    /// <returns>How many it has burnt.</returns>
    public static async Task<int> BurnAsync(string database, CancellationToken over)
    {
        var burnt = 0;
        using var clock = new PeriodicTimer(Interval);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(CancellationToken.None);
        while (!over.IsCancellationRequested)
        {
            await using (var transaction = await connection.BeginTransactionAsync(CancellationToken.None))
            {
                await using var insert = new NpgsqlCommand(Insert, connection, transaction);
                await insert.ExecuteNonQueryAsync(CancellationToken.None);
                await transaction.RollbackAsync(CancellationToken.None);
                burnt++;
            }

            await clock.WaitForNextTickAsync(CancellationToken.None);
        }

        return burnt;
    }
}
