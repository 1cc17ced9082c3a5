using Restaurant.Projections.Runtime;

namespace Restaurant.Tests.Projections;

/// <summary>Those who write in <see cref="LateCommits"/>: one transaction at a time for each aggregate.</summary>
internal interface IWriters
{
    /// <summary>Takes a number, under which nobody sees anything yet.</summary>
    Task BeginAsync(string aggregate, JournalWriter.Row row);

    /// <summary>The number.</summary>
    Task<long> CommitAsync(string aggregate);

    Task RollBackAsync(string aggregate);

    /// <summary>A proof for one copy of the group.</summary>
    BurntProof Proof();
}
