using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Projections;

/// <summary>A database of the test's own, and the read model on it, without actors.</summary>
public abstract class ReadModelTest : IDisposable
{
    protected ReadModelTest()
    {
        Database = TestDatabase.Open();
        Journal = new JournalReader(Database);
        Writer = new JournalWriter(Database);
    }

    protected TestDatabase TestDatabase { get; } = TestDatabase.Create();

    protected RestaurantDatabase Database { get; }

    protected JournalReader Journal { get; }

    protected JournalWriter Writer { get; }

    public virtual void Dispose()
    {
        Database.Dispose();
        TestDatabase.Dispose();
        GC.SuppressFinalize(this);
    }

    protected GroupStore Store(ProjectionGroup? group = null, BurntProof? proof = null) =>
        new(Database, group ?? UsualProjections.Catalog.ReadModel, proof ?? BurntProofs.For(Database), TimeProvider.System);

    /// <summary>Applies rows to the read model as a batch of the stream.</summary>
    protected async Task ApplyAsync(IReadOnlyList<JournalRow> rows)
    {
        var store = Store();
        await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), rows, CancellationToken.None);
    }

    protected Task<VerificationResult> VerifyAsync(ProjectionGroup? group = null) =>
        new Verification(Database, UsualProjections.Catalog, TimeProvider.System).RunAsync(group ?? UsualProjections.Catalog.ReadModel, CancellationToken.None);

    protected T Scalar<T>(string sql) => TestDatabase.Scalar<T>(sql);

    protected void Execute(string sql, object? parameters = null) => TestDatabase.Execute(sql, parameters);
}
