using System.Text.Json;

namespace Restaurant.Projections.ReadModel;

/// <summary>A table of a projection.</summary>
/// <param name="Name">Without the suffix of a generation.</param>
/// <param name="Key">The columns of its primary key; where rows are numbered, what else tells them apart.</param>
public record ReadTable(string Name, params IReadOnlyList<string> Key)
{
    /// <summary>Null for a table whose rows follow from the events alone.</summary>
    public Numbering? Numbering { get; init; }
}

/// <summary>
/// The rows of a table are numbered as they are made, 1, 2, 3 and so on without a hole. Which row has which number depends on when it could be seen; that they rise along one aggregate
/// does not.
/// </summary>
/// <param name="Column">The number.</param>
/// <param name="Of">The column that says whose row it is.</param>
/// <param name="Along">The column along which the numbers of one aggregate rise.</param>
public sealed record Numbering(string Column, string Of, string Along);

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

    /// <summary>Writes a new row, or adds its values in these columns to those of the row that is there.</summary>
    public string Add(string suffix, params IEnumerable<string> columns) =>
        $"{Insert(suffix)} on conflict ({string.Join(", ", Key)}) do update set {string.Join(", ", columns.Select(column => $"{column} = {Name}{suffix}.{column} + excluded.{column}"))}";

    /// <summary>Writes a row, new or not.</summary>
    public string Upsert(string suffix) =>
        $"{Insert(suffix)} on conflict ({string.Join(", ", Key)}) do update set {string.Join(", ", Fields.Where(field => !Key.Contains(field.Column)).Select(field => $"{field.Column} = excluded.{field.Column}"))}";
}
