using Restaurant.Actors.Persistence;
using Restaurant.Projections;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Projections;

/// <summary>A database of the test's own, and the read model on it, without actors.</summary>
public abstract class ReadModelTest : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected ReadModelTest()
    {
        Database = SqliteDatabase.Open(_directory.Path);
        Journal = new JournalReader(Database);
        Writer = new JournalWriter(Database);
    }

    protected SqliteDatabase Database { get; }

    protected JournalReader Journal { get; }

    protected JournalWriter Writer { get; }

    protected string Folder => _directory.Path;

    public virtual void Dispose()
    {
        Database.Dispose();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected GroupStore Store(ProjectionGroup? group = null, BurntProof? proof = null) =>
        new(Database, group ?? ProjectionCatalog.ReadModel, proof ?? BurntProofs.Sqlite);

    /// <summary>Applies rows to the read model as a batch of the stream.</summary>
    protected async Task ApplyAsync(IReadOnlyList<JournalRow> rows)
    {
        var store = Store();
        await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), rows, CancellationToken.None);
    }

    protected Task<VerificationResult> VerifyAsync(ProjectionGroup? group = null) =>
        new Verification(Database).RunAsync(group ?? ProjectionCatalog.ReadModel, CancellationToken.None);

    protected T Scalar<T>(string sql) => Sqlite.Scalar<T>(Folder, sql);

    protected void Execute(string sql) => Sqlite.Execute(Folder, sql);
}
