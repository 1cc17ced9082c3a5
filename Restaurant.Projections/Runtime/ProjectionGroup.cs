using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Projections that share one stream, one offset and one transaction. When the DDL text, the version or the setting of one of them differs from
/// what its tables were made with, they are built anew beside the present ones, which serve as they are until the new ones take their place.
/// </summary>
public sealed record ProjectionGroup(string Name, ImmutableArray<IProjection> Projections)
{
    /// <summary>The names of projections that the group had once: their tables are dropped. One that is not named here is a newer program's.</summary>
    public IReadOnlyList<string> Retired { get; init; } = [];

    /// <summary>
    /// Whether its tables hold what cannot be made again from the events alone. They are never built anew, whatever has become of them, and whoever changes
    /// their shape has to bring the rows along.
    /// </summary>
    public bool IsPermanent { get; init; }

    /// <summary>Of its projections.</summary>
    public string[] Names { get; } = [.. Projections.Select(projection => projection.Name)];

    public IReadOnlyList<ReadTable> Tables { get; } = [.. Projections.SelectMany(projection => projection.Tables)];

    public string[] TableNames { get; } = [.. Projections.SelectMany(projection => projection.Tables).Select(table => table.Name)];

    /// <summary>Tells whether a copy of the group is one of this program.</summary>
    public string Fingerprint { get; } = Hash(string.Join('\n', Projections.Select(Describe)));

    /// <summary>By projection: tells whether stored tables are those that this program makes.</summary>
    public IReadOnlyDictionary<string, string> Fingerprints { get; } = Projections.ToDictionary(projection => projection.Name, projection => Hash(Describe(projection)));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Describe(IProjection projection) =>
        string.Create(CultureInfo.InvariantCulture, $"{projection.Name} {projection.Version}{(projection.Setting.Length > 0 ? $" {projection.Setting}" : "")}\n{projection.Ddl("")}");
}
