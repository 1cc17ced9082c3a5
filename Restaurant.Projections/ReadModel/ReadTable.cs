using System.Text.Json;

namespace Restaurant.Projections.ReadModel;

/// <summary>A table of a projection.</summary>
/// <param name="Name">Without the suffix of a generation.</param>
/// <param name="Key">The columns of its primary key.</param>
public record ReadTable(string Name, params IReadOnlyList<string> Key);

/// <summary>A table whose columns are the properties of a row type, in snake case.</summary>
internal sealed record ReadTable<TRow>(string Name, params IReadOnlyList<string> Key) : ReadTable(Name, Key)
{
    private static readonly (string Column, string Property)[] Fields =
        [.. typeof(TRow).GetProperties().Select(property => (JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), property.Name))];

    /// <summary>All columns, named for the row type's properties.</summary>
    /// <param name="alias">The table's alias in the statement.</param>
    public static string Columns(string alias) => string.Join(", ", Fields.Select(field => $"{alias}.{field.Column} as {field.Property}"));

    /// <summary>Writes a new row.</summary>
    public string Insert(string suffix) =>
        $"insert into {Name}{suffix} ({string.Join(", ", Fields.Select(field => field.Column))}) values ({string.Join(", ", Fields.Select(field => $"@{field.Property}"))})";

    /// <summary>Writes a row, new or not.</summary>
    public string Upsert(string suffix) =>
        $"{Insert(suffix)} on conflict ({string.Join(", ", Key)}) do update set {string.Join(", ", Fields.Where(field => !Key.Contains(field.Column)).Select(field => $"{field.Column} = excluded.{field.Column}"))}";
}
