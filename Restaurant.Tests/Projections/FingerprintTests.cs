using System.Globalization;
using Restaurant.Projections;

namespace Restaurant.Tests.Projections;

/// <summary>
/// Of two programs in one cluster it must be known whose tables are newer: whoever changes a projection's DDL text raises its version, and writes both down here.
/// </summary>
public sealed class FingerprintTests
{
    private static readonly string[] Known =
    [
        "orders 1 26576fa2fa1556bc",
        "menu 2 e3f94081aa88b4af",
        "customers 1 189610ab8afff675",
    ];

    [Fact]
    public void A_changed_ddl_text_has_a_higher_version() => Assert.Equal(
        Known,
        ProjectionCatalog.All.SelectMany(group => group.Projections.Select(projection =>
            string.Create(CultureInfo.InvariantCulture, $"{projection.Name} {projection.Version} {group.Fingerprints[projection.Name][..16]}"))));
}
