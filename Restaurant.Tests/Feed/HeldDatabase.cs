using System.Data.Common;
using LinqToDB;
using Restaurant.Actors.Persistence;

namespace Restaurant.Tests.Feed;

/// <summary>A database that connects so many times, and for the next time keeps everyone waiting until it is let go.</summary>
internal sealed class HeldDatabase(RestaurantDatabase database, int connections) : RestaurantDatabase
{
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = connections;

    public override string Name => database.Name;

    public override SqlDialect Sql => database.Sql;

    public override DataOptions JournalOptions => database.JournalOptions;

    public override string JournalSettings => database.JournalSettings;

    public void LetGo() => _letGo.SetResult();

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation)
    {
        if (Interlocked.Decrement(ref _left) < 0)
        {
            await _letGo.Task.WaitAsync(cancellation);
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
