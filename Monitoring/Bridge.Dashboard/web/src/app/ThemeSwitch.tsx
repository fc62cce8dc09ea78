import { Field } from '../components/Field';
import { applyTheme, useTheme, type Theme } from './theme';

export function ThemeSwitch() {
  const theme = useTheme();
  return (
    <Field label="Appearance">
      {props => (
        <select {...props} value={theme} onChange={e => applyTheme(e.target.value as Theme)}>
          <option value="system">as the system</option>
          <option value="light">light</option>
          <option value="dark">dark</option>
        </select>
      )}
    </Field>
  );
}
