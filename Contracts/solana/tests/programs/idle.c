/* A program that says yes and does nothing: stands in for a token program that keeps the money. */
unsigned long long entrypoint(const unsigned char *region);

unsigned long long entrypoint(const unsigned char *region) { return region == 0; }
