using System.Data.Common;
using LinqToDB;
using Restaurant.Actors.Persistence;

namespace Restaurant.Tests.Support;

/// <summary>A database that connects so many times, and for the next time keeps everyone waiting until it is let go, also those who have lost patience.</summary>
internal sealed class HeldDatabase(RestaurantDatabase database, int connections = 0) : RestaurantDatabase
{
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _looks;

    /// <summary>Ends when somebody wants to connect for the first time.</summary>
    public Task Asked => _asked.Task;

    /// <summary>How often somebody wanted to connect.</summary>
    public int Looks => Volatile.Read(ref _looks);

    public override string Name => database.Name;

    public override SqlDialect Sql => database.Sql;

    public override DataOptions JournalOptions => database.JournalOptions;

    public override string JournalSettings => database.JournalSettings;

    public void LetGo() => _letGo.SetResult();

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation)
    {
        _asked.TrySetResult();
        if (Interlocked.Increment(ref _looks) > connections)
        {
            await _letGo.Task;
        }

        return await database.ConnectAsync(cancellation);
    }

    public override Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) => database.BeginReadAsync(connection, cancellation);

    public override Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancellation) => database.BeginExclusiveAsync(connection, cancellation);

    public override Task<Scratch> OpenScratchAsync(CancellationToken cancellation) => database.OpenScratchAsync(cancellation);

    public override bool IsOfAnotherShape(DbException failure) => database.IsOfAnotherShape(failure);

    public override void Dispose()
    {
    }

    protected override bool IsPassing(DbException failure) => database.IsPassing(failure);
}
