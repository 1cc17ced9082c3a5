using Restaurant.Projections.Runtime;

namespace Restaurant.Tests.Support;

/// <summary>What the program certifies about its tables.</summary>
internal static class ReadTables
{
    /// <summary>Each row is what the journal says, in all groups, and nothing waits to be applied.</summary>
    public static async Task EqualTheJournalAsync(TestDatabase on)
    {
        using var database = on.Open();
        var verified = await VerifyAsync(UsualProjections.Catalog.ReadModel);
        Assert.Equal((on.Scalar<long>("select count(*) from journal"), 0, 0), (verified.Events, verified.Differing, verified.Waiting));
        Assert.Equal(0, (await VerifyAsync(UsualProjections.Catalog.Feed)).Differing);

        Task<VerificationResult> VerifyAsync(ProjectionGroup group) => new Verification(database, UsualProjections.Catalog, TimeProvider.System).RunAsync(group, CancellationToken.None);
    }
}
