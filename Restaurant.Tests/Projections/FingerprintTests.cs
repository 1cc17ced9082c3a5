using System.Globalization;
using Restaurant.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Projections;

/// <summary>
/// Of two programs in one cluster it must be known whose tables are newer: whoever changes a projection's DDL text raises its version, and writes both down here.
/// </summary>
public sealed class FingerprintTests
{
    private static readonly string[] Known =
    [
        "orders 2 070d608303072524",
        "menu 2 e3f94081aa88b4af",
        "customers 1 189610ab8afff675",
        "sales 1 5bf95ce2f7ee756f",
        "deadlines 1 64dfa10606011490",
        "feed 1 612f94ccaf9c9519",
    ];

    [Fact]
    public void A_changed_ddl_text_has_a_higher_version() => Assert.Equal(
        Known,
        UsualProjections.Catalog.All.SelectMany(group => group.Projections.Select(projection =>
            string.Create(CultureInfo.InvariantCulture, $"{projection.Name} {projection.Version} {group.Fingerprints[projection.Name][..16]}"))));

    [Fact]
    public void Only_the_tables_of_sales_are_other_ones_in_another_time_zone()
    {
        var (usual, other) = (UsualProjections.Catalog.ReadModel, new ProjectionCatalog(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo")).ReadModel);

        Assert.Equal(["sales"], usual.Names.Where(name => usual.Fingerprints[name] != other.Fingerprints[name]));
        Assert.NotEqual(usual.Fingerprint, other.Fingerprint);
    }
}
