using System.Text.Json.Serialization;
using Restaurant.Api.Http;
using Scalar.AspNetCore;

namespace Restaurant.Api.Documentation;

/// <summary>
/// The description of the API for programs, <c>/openapi/v1.json</c>, and for people, <c>/docs</c>. It is made from the routes, from what
/// their readers ask for and from what the commands say of themselves.
/// </summary>
internal static class DocumentationEndpoints
{
    public static IServiceCollection AddDocumentation(this IServiceCollection services) => services
        .AddSingleton<ApiDescription>()
        // Nothing is written by these options; the shapes of the answers are read off them.
        .ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
        })
        .AddOpenApi(document =>
        {
            document.CreateSchemaReferenceId = AnswerSchemas.NameOf;
            document.AddSchemaTransformer(AnswerSchemas.TransformAsync)
                .AddOperationTransformer<OperationDescription>()
                .AddDocumentTransformer(DocumentFrame.TransformAsync);
        });

    public static void MapDocumentation(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/openapi/v1.json", async (ApiDescription description) =>
            Results.Bytes(await description.Json, "application/json")).ExcludeFromDescription();
        // Everything that the page needs comes from here: it works without the internet, and offers nobody's services.
        routes.MapScalarApiReference(
            "/docs", page => page.WithTitle("Restaurant").DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton());
    }
}
