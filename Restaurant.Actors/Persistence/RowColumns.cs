using System.Reflection;
using System.Text.Json;

namespace Restaurant.Actors.Persistence;

/// <summary>The columns of a row type: its properties in their order, in snake case.</summary>
public static class RowColumns<TRow>
    where TRow : class
{
    public static readonly IReadOnlyList<RowColumn<TRow>> All = [.. typeof(TRow).GetProperties().Select(Of)];

    private static RowColumn<TRow> Of(PropertyInfo property) => new(
        JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name),
        property.Name,
        (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) switch
        {
            var text when text == typeof(string) => "text",
            var number when number == typeof(long) || number == typeof(int) => "integer",
            var truth when truth == typeof(bool) => "boolean",
            var other => throw new NotSupportedException($"There is no type of a column for {other}."),
        },
        typeof(RowColumns<TRow>).GetMethod(nameof(Reader), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(property.PropertyType)
            .CreateDelegate<Func<PropertyInfo, Func<TRow[], Array>>>()(property));

    private static Func<TRow[], Array> Reader<TValue>(PropertyInfo property)
    {
        var value = property.GetMethod!.CreateDelegate<Converter<TRow, TValue>>();
        return rows => Array.ConvertAll(rows, value);
    }
}

/// <param name="Type">As in <see cref="SqlDialect.Ddl"/>.</param>
/// <param name="Values">Those of some rows: an array of the property's type.</param>
public sealed record RowColumn<TRow>(string Name, string Property, string Type, Func<TRow[], Array> Values);
