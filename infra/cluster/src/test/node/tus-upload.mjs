// Uploads one file with tus-js-client: node tus-upload.mjs '{"endpoint","host","ticket","file","metadata","chunkSize"}'.
// Prints "sent N" as it goes on and "done PATH" at the end; exits with 1 when it gives up.
import { createReadStream } from "node:fs";
import { Upload } from "tus-js-client";

const { endpoint, host, ticket, file, metadata, chunkSize } = JSON.parse(process.argv[2]);

new Upload(createReadStream(file), {
  endpoint,
  chunkSize,
  metadata,
  headers: { Host: host, Authorization: "Bearer " + ticket },
  retryDelays: [0, 100, 200, 500, 1000, 1000, 2000, 2000, 3000, 3000, 5000],
  onProgress: (sent) => console.log("sent " + sent),
  onError: (error) => {
    console.log("failed " + error.message);
    process.exit(1);
  },
  onSuccess: ({ lastResponse }) => console.log("done " + lastResponse.getHeader("Content-Location")),
}).start();
