using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Projections that share one stream, one offset and one transaction. When the DDL text or the version of any of them differs from
/// what the tables were made with, the group's tables are dropped at its next start and built from the first event on; until
/// that has caught up, they are incomplete.
/// </summary>
public sealed record ProjectionGroup(string Name, ImmutableArray<IProjection> Projections)
{
    public IReadOnlyList<ReadTable> Tables { get; } = [.. Projections.SelectMany(projection => projection.Tables)];

    /// <summary>Tells whether stored tables are those that this program makes.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Projections.Select(
        projection => string.Create(CultureInfo.InvariantCulture, $"{projection.Name} {projection.Version}\n{projection.Ddl("")}"))))));
}
