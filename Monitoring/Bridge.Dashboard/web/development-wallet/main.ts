import { announceWallet } from './announce';
import { DevelopmentWallet } from './wallet';

// A wallet for the local network only: the page built with `--mode localnet` loads it beside the page's own script, the production build does not contain it.
announceWallet(new DevelopmentWallet());
