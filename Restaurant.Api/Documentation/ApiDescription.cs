using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Restaurant.Api.Documentation;

/// <summary>The description of the API as it is served: made once, since making it tries every reader and nothing in it depends on who asks.</summary>
internal sealed class ApiDescription([FromKeyedServices("v1")] IOpenApiDocumentProvider document)
{
    private readonly Lazy<Task<byte[]>> _json = new(async () =>
        Encoding.UTF8.GetBytes(await (await document.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)));

    public Task<byte[]> Json => _json.Value;
}
