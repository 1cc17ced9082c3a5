using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Api.Documentation;

/// <summary>The shapes of answers: a member is always there, with a null where it has no value, unless it is left out then.</summary>
internal static class AnswerSchemas
{
    /// <summary>What an answer's type is called: an order, not its representation. Null for what needs no name.</summary>
    public static string? NameOf(JsonTypeInfo type) => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null
        // Before the name of what derives from a type, the framework puts that type's.
        : string.Concat(type.Type.DeclaringType == type.Type.BaseType ? "" : type.Type.DeclaringType?.Name, type.Type.Name).Replace("Representation", "", StringComparison.Ordinal);

    public static Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        if (context.JsonTypeInfo.Type == typeof(CallerKind))
        {
            // A set of flags to the framework, which leaves the names out.
            schema.Enum = ValueSchemas.Names(Enum.GetValues<CallerKind>().Select(CamelCase.Name));
        }

        if (context.JsonTypeInfo.Type == typeof(decimal))
        {
            // The framework says that it is a double, and so would the clients that are generated.
            schema.Format = null;
        }

        // The framework names a member that would tell the forms of an answer apart. There is none: their own members do.
        schema.Discriminator = null;

        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is { Count: > 0 } members)
        {
            var leftOut = context.JsonTypeInfo.Properties.Where(IsLeftOut).Select(property => property.Name).ToHashSet();
            schema.Required = members.Keys.Where(name => !leftOut.Contains(name)).ToHashSet();
            foreach (var member in members.Where(member => leftOut.Contains(member.Key)).Select(member => member.Value).OfType<OpenApiSchema>())
            {
                member.Type &= ~JsonSchemaType.Null;
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsLeftOut(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false) is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }];
}
